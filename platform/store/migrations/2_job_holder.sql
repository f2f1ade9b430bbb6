-- The node that holds the job: started again, it knows that whatever it held was dropped and need not wait for the lease.
alter table job add column holder text not null default '';
