-- Everything that public lists sort and count by, so that counting reads the index alone and not the texts beside it.
create index document_listed on document (public_state, openness, published_on, id, kind, agency_path, topic, validity, item, genre);
