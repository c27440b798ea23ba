def seed(tx, project_id):
    pass
