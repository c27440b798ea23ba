"""Looks: their rules, set and measured."""
