-- Who closed an edition, when, and on what basis: its address answers with that.
alter table edition add column closed_at text;
alter table edition add column closed_basis text;
alter table edition add column closed_by text;
