-- Model files of this installation: what each is for, whose licence it has, and which bytes it is.

create table weights (
    name text primary key,
    purpose text not null check (purpose in ('cutout', 'upscale', 'embedding')),
    family text not null,
    licence text,
    is_commercial {bool},
    sha256 text not null,
    size_bytes {int64} not null,
    source text not null,
    created_at {time} not null
){strict};
