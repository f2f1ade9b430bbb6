-- Why an edition is no longer shown: 公示期满 with personal data masked in the next one. Null while it may be read.
-- The row itself is kept for ever.
alter table edition add column closed text;
