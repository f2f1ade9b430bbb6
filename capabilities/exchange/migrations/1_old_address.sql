-- Where an imported page stood on the site it came from: path and query, without the host, in the one form of rules/old_address.rs.
-- No reference to the document: a draft that is discarded leaves its old address behind, and that leads nowhere.
create table old_address (
    address text not null,
    document_id bigint not null,
    primary key (address, document_id)
);
