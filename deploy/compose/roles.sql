\set owner_password `cat /run/secrets/owner-password`
\set password `cat /run/secrets/database-password`
create role cloud_owner login password :'owner_password';
create role cloud login password :'password';
alter database cloud owner to cloud_owner;
