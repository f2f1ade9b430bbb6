-- A hundred thousand requests are listed and counted in the order of an index, without touching their texts.
-- What is done, the newest first: of an agency, and of the whole place.
create index request_closed on request (is_open, agency_path, replied_on, id);
create index request_newest on request (is_open, replied_on, id);
-- The tables of a year.
create index request_counts
    on request (agency_path, receipt_on, replied_on, counted, applicant_kind, outcome, days_used, in_time, is_open, id);
-- Its columns are the first of the one above.
drop index request_year;
-- Few are challenged.
create index request_challenged on request (agency_path) where remedies <> '[]';
