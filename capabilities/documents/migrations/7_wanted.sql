-- A record that becomes public is looked for by the relations that named it before it was there.
create index relation_wanted_number on relation (target_number, target_id);
create index relation_wanted_title on relation (target_title, target_id);
