-- A request that another agency of this installation passed on: the one it came from.
alter table request add column passed_from bigint references request (id);
create index request_passed on request (passed_from);

-- The record that it was made into (条例 article 44): a draft at first.
alter table request add column document_id bigint;

-- By which reading of the history the row was made; an older one is made anew by the next morning. Until now the days of an
-- answer counted those on which the clock stood still.
alter table request add column projected_by bigint not null default 0;
update request set projected_by = 1 where days_used is null;
create index request_projected on request (projected_by, id);
