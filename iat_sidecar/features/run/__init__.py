"""Pipeline executions: planned, run, resumed, reproduced, reported."""
