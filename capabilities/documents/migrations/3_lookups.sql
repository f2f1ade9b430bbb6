-- Relations look for their target by number, then by title; a text's bands are replaced as a whole.
create index document_title on document (title);
create index document_number_text on document (document_number);
create index band_document on band (document_id);
