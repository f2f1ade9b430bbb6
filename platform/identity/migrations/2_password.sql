-- 1 where somebody else knows the password (a new account, a reset): its owner chooses another before anything else
alter table staff add column password_told bigint not null default 0;
