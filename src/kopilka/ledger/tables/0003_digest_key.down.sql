drop table digest_key;
