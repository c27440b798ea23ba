"""What the rows say of pictures that are to be delivered, and of how they were made."""

from iat_sidecar.db.tx import Read
from iat_sidecar.features.delivery.model import Made, Selected


def selected(read: Read, project_id: str, run_id: str) -> list[Selected]:
    """The chosen candidate of each job that has one."""
    return read.all(
        Selected,
        """select j.id as job_id, c.id as candidate_id, c.candidate_index as candidate_index
        from run_jobs j cross join run_candidates c
        where j.project_id = $1 and j.run_id = $2
            and c.project_id = j.project_id and c.job_id = j.id
            and c.candidate_index = j.selected_candidate_index""",
        project_id,
        run_id,
    )


def made(read: Read, project_id: str) -> list[Made]:
    """Every step: what it took, gave and found."""
    return read.all(
        Made,
        "select inputs_json, outputs_json, result_json from steps where project_id = $1",
        project_id,
    )


def signed(read: Read, project_id: str) -> set[str]:
    """Assets that came with Content Credentials: a C2PA manifest in their bytes."""
    found = read.tuples(
        """select id from assets
        where project_id = $1 and cast(metadata_json ->> 'has_c2pa' as text) in ('1', 'true')""",
        project_id,
    )
    return {str(id) for (id,) in found}


def parents(read: Read, project_id: str) -> list[tuple[str, str]]:
    """(child, parent) of every link but those to references, which lend nothing of themselves."""
    found = read.tuples(
        """select child_asset_id, parent_asset_id from asset_links
        where project_id = $1 and link_type <> 'reference_of'""",
        project_id,
    )
    return [(str(child), str(parent)) for child, parent in found]
