CREATE TABLE account (
	local_no INTEGER NOT NULL, 
	uid BLOB NOT NULL, 
	version BIGINT NOT NULL, 
	rev BIGINT NOT NULL, 
	login VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	roles VARCHAR NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	second_factor_since BIGINT, 
	pin_since BIGINT, 
	totp VARCHAR, 
	totp_step BIGINT NOT NULL, 
	totp_misses BIGINT NOT NULL, 
	totp_wait_until BIGINT, 
	pin_hash VARCHAR, 
	CONSTRAINT pk_account PRIMARY KEY (local_no), 
	CONSTRAINT uq_account_login UNIQUE (login), 
	CONSTRAINT uq_account_uid UNIQUE (uid)
);;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);;
CREATE TABLE blob (
	local_no INTEGER NOT NULL, 
	uid BLOB NOT NULL, 
	version BIGINT NOT NULL, 
	rev BIGINT NOT NULL, 
	kind VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	digest BLOB NOT NULL, 
	"key" BLOB NOT NULL, 
	CONSTRAINT pk_blob PRIMARY KEY (local_no), 
	CONSTRAINT uq_blob_uid UNIQUE (uid)
);;
CREATE TABLE draft (
	uid BLOB NOT NULL, 
	owner BLOB NOT NULL, 
	form VARCHAR NOT NULL, 
	subject BLOB, 
	title VARCHAR NOT NULL, 
	saved_at BIGINT NOT NULL, 
	content VARCHAR NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (uid)
);;
CREATE TABLE glass (
	local_no INTEGER NOT NULL, 
	uid BLOB NOT NULL, 
	version BIGINT NOT NULL, 
	rev BIGINT NOT NULL, 
	account BLOB NOT NULL, 
	subject BLOB NOT NULL, 
	opened_at BIGINT NOT NULL, 
	until BIGINT NOT NULL, 
	reason VARCHAR NOT NULL, 
	reviewed_at BIGINT, 
	reviewed_by BLOB, 
	finding VARCHAR, 
	CONSTRAINT pk_glass PRIMARY KEY (local_no), 
	CONSTRAINT fk_glass_account FOREIGN KEY(account) REFERENCES account (uid), 
	CONSTRAINT fk_glass_reviewed_by FOREIGN KEY(reviewed_by) REFERENCES account (uid), 
	CONSTRAINT uq_glass_uid UNIQUE (uid)
);;
CREATE TABLE identity (
	one INTEGER NOT NULL, 
	clinic BLOB NOT NULL, 
	device BLOB NOT NULL, 
	device_epoch BIGINT NOT NULL, 
	enrolled BOOLEAN NOT NULL, 
	CONSTRAINT pk_identity PRIMARY KEY (one), 
	CONSTRAINT ck_identity_one CHECK (one = 1)
);;
CREATE TABLE journal (
	seq INTEGER NOT NULL, 
	txn BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	actor BLOB NOT NULL, 
	device BLOB NOT NULL, 
	command VARCHAR NOT NULL, 
	entity VARCHAR NOT NULL, 
	entity_id BLOB, 
	verb VARCHAR NOT NULL, 
	base BIGINT NOT NULL, 
	digest BLOB NOT NULL, 
	link BLOB NOT NULL, 
	CONSTRAINT pk_journal PRIMARY KEY (seq)
);;
CREATE TABLE journal_value (
	seq INTEGER NOT NULL, 
	salt BLOB NOT NULL, 
	old VARCHAR, 
	new VARCHAR, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT pk_journal_value PRIMARY KEY (seq)
);;
CREATE TABLE op_ctx (
	one INTEGER NOT NULL, 
	txn BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	actor BLOB NOT NULL, 
	device BLOB NOT NULL, 
	command VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	enrolled BOOLEAN NOT NULL, 
	CONSTRAINT pk_op_ctx PRIMARY KEY (one), 
	CONSTRAINT ck_op_ctx_one CHECK (one = 1)
);;
CREATE TABLE outcome (
	txn BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	command VARCHAR NOT NULL, 
	actor BLOB NOT NULL, 
	digest BLOB NOT NULL, 
	answer BLOB NOT NULL, 
	CONSTRAINT pk_outcome PRIMARY KEY (txn)
)
 WITHOUT ROWID

;;
CREATE TABLE patient (
	local_no INTEGER NOT NULL, 
	uid BLOB NOT NULL, 
	version BIGINT NOT NULL, 
	rev BIGINT NOT NULL, 
	serial BIGINT NOT NULL, 
	family VARCHAR NOT NULL, 
	given VARCHAR NOT NULL, 
	sex VARCHAR(40) NOT NULL, 
	born VARCHAR(10), 
	precision VARCHAR(40) NOT NULL, 
	phone VARCHAR NOT NULL, 
	phone_digits VARCHAR NOT NULL, 
	sort_name VARCHAR NOT NULL, 
	given_sort VARCHAR NOT NULL, 
	CONSTRAINT pk_patient PRIMARY KEY (local_no), 
	CONSTRAINT uq_patient_uid UNIQUE (uid)
);;
CREATE TABLE patient_word (word TEXT NOT NULL PRIMARY KEY, sound TEXT NOT NULL, uses INTEGER NOT NULL) WITHOUT ROWID;;
CREATE TABLE pending (
	seq INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_pending PRIMARY KEY (seq)
);;
CREATE TABLE setting (
	local_no INTEGER NOT NULL, 
	uid BLOB NOT NULL, 
	version BIGINT NOT NULL, 
	rev BIGINT NOT NULL, 
	"key" VARCHAR NOT NULL, 
	owner BLOB NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (local_no), 
	CONSTRAINT uq_setting_key_owner UNIQUE ("key", owner), 
	CONSTRAINT uq_setting_uid UNIQUE (uid)
);;
CREATE VIRTUAL TABLE patient_fts USING fts5(sort_name, content='patient', content_rowid='local_no', tokenize='ascii', prefix='2 3', columnsize=0, detail=column);;
CREATE INDEX ix_draft_owner ON draft (owner, saved_at);;
CREATE INDEX ix_glass_account ON glass (account, until);;
CREATE INDEX ix_glass_review ON glass (reviewed_at, uid);;
CREATE INDEX ix_journal_entity ON journal (entity, entity_id, seq);;
CREATE INDEX ix_patient_born ON patient (born, uid);;
CREATE INDEX ix_patient_given ON patient (given_sort, uid);;
CREATE INDEX ix_patient_name ON patient (sort_name, uid);;
CREATE INDEX ix_patient_phone ON patient (phone_digits, uid);;
CREATE INDEX ix_patient_word_sound ON patient_word (sound, word);;
CREATE UNIQUE INDEX uq_patient_serial ON patient (serial);;
CREATE TRIGGER hms_account_create AFTER INSERT ON account BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), NULL, '{' || substr(CASE WHEN NEW.is_active IS NULL THEN '' ELSE ',"is_active":' || CASE WHEN NEW.is_active THEN 'true' ELSE 'false' END END || CASE WHEN NEW.login IS NULL THEN '' ELSE ',"login":' || json_quote(NEW.login) END || CASE WHEN NEW.name IS NULL THEN '' ELSE ',"name":' || json_quote(NEW.name) END || CASE WHEN NEW.pin_since IS NULL THEN '' ELSE ',"pin_since":' || CAST(NEW.pin_since AS text) END || CASE WHEN NEW.roles IS NULL THEN '' ELSE ',"roles":' || NEW.roles END || CASE WHEN NEW.second_factor_since IS NULL THEN '' ELSE ',"second_factor_since":' || CAST(NEW.second_factor_since AS text) END || CASE WHEN NEW.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(NEW.uid)) || '"' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'account', NEW.uid, 'create', NEW.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'account', NEW.uid, 'create', NEW.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_account_delete AFTER DELETE ON account BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.is_active IS NULL THEN '' ELSE ',"is_active":' || CASE WHEN OLD.is_active THEN 'true' ELSE 'false' END END || CASE WHEN OLD.login IS NULL THEN '' ELSE ',"login":' || json_quote(OLD.login) END || CASE WHEN OLD.name IS NULL THEN '' ELSE ',"name":' || json_quote(OLD.name) END || CASE WHEN OLD.pin_since IS NULL THEN '' ELSE ',"pin_since":' || CAST(OLD.pin_since AS text) END || CASE WHEN OLD.roles IS NULL THEN '' ELSE ',"roles":' || OLD.roles END || CASE WHEN OLD.second_factor_since IS NULL THEN '' ELSE ',"second_factor_since":' || CAST(OLD.second_factor_since AS text) END || CASE WHEN OLD.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(OLD.uid)) || '"' END, 2) || '}', NULL, reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'account', OLD.uid, 'delete', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'account', OLD.uid, 'delete', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_account_frozen BEFORE UPDATE ON account WHEN NEW.uid IS NOT OLD.uid OR NEW.local_no IS NOT OLD.local_no BEGIN SELECT RAISE(ABORT, 'hms:frozen'); END;;
CREATE TRIGGER hms_account_update AFTER UPDATE ON account WHEN NEW.is_active IS NOT OLD.is_active OR NEW.login IS NOT OLD.login OR NEW.name IS NOT OLD.name OR NEW.pin_since IS NOT OLD.pin_since OR NEW.roles IS NOT OLD.roles OR NEW.second_factor_since IS NOT OLD.second_factor_since OR NEW.uid IS NOT OLD.uid BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.is_active IS NOT NEW.is_active THEN ',"is_active":' || CASE WHEN OLD.is_active IS NULL THEN 'null' ELSE CASE WHEN OLD.is_active THEN 'true' ELSE 'false' END END ELSE '' END || CASE WHEN OLD.login IS NOT NEW.login THEN ',"login":' || CASE WHEN OLD.login IS NULL THEN 'null' ELSE json_quote(OLD.login) END ELSE '' END || CASE WHEN OLD.name IS NOT NEW.name THEN ',"name":' || CASE WHEN OLD.name IS NULL THEN 'null' ELSE json_quote(OLD.name) END ELSE '' END || CASE WHEN OLD.pin_since IS NOT NEW.pin_since THEN ',"pin_since":' || CASE WHEN OLD.pin_since IS NULL THEN 'null' ELSE CAST(OLD.pin_since AS text) END ELSE '' END || CASE WHEN OLD.roles IS NOT NEW.roles THEN ',"roles":' || CASE WHEN OLD.roles IS NULL THEN 'null' ELSE OLD.roles END ELSE '' END || CASE WHEN OLD.second_factor_since IS NOT NEW.second_factor_since THEN ',"second_factor_since":' || CASE WHEN OLD.second_factor_since IS NULL THEN 'null' ELSE CAST(OLD.second_factor_since AS text) END ELSE '' END || CASE WHEN OLD.uid IS NOT NEW.uid THEN ',"uid":' || CASE WHEN OLD.uid IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.uid)) || '"' END ELSE '' END, 2) || '}', '{' || substr(CASE WHEN NEW.is_active IS NOT OLD.is_active THEN ',"is_active":' || CASE WHEN NEW.is_active IS NULL THEN 'null' ELSE CASE WHEN NEW.is_active THEN 'true' ELSE 'false' END END ELSE '' END || CASE WHEN NEW.login IS NOT OLD.login THEN ',"login":' || CASE WHEN NEW.login IS NULL THEN 'null' ELSE json_quote(NEW.login) END ELSE '' END || CASE WHEN NEW.name IS NOT OLD.name THEN ',"name":' || CASE WHEN NEW.name IS NULL THEN 'null' ELSE json_quote(NEW.name) END ELSE '' END || CASE WHEN NEW.pin_since IS NOT OLD.pin_since THEN ',"pin_since":' || CASE WHEN NEW.pin_since IS NULL THEN 'null' ELSE CAST(NEW.pin_since AS text) END ELSE '' END || CASE WHEN NEW.roles IS NOT OLD.roles THEN ',"roles":' || CASE WHEN NEW.roles IS NULL THEN 'null' ELSE NEW.roles END ELSE '' END || CASE WHEN NEW.second_factor_since IS NOT OLD.second_factor_since THEN ',"second_factor_since":' || CASE WHEN NEW.second_factor_since IS NULL THEN 'null' ELSE CAST(NEW.second_factor_since AS text) END ELSE '' END || CASE WHEN NEW.uid IS NOT OLD.uid THEN ',"uid":' || CASE WHEN NEW.uid IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.uid)) || '"' END ELSE '' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'account', OLD.uid, 'update', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'account', OLD.uid, 'update', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_blob_create AFTER INSERT ON blob BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), NULL, '{' || substr(CASE WHEN NEW.digest IS NULL THEN '' ELSE ',"digest":' || '"' || lower(hex(NEW.digest)) || '"' END || CASE WHEN NEW.kind IS NULL THEN '' ELSE ',"kind":' || json_quote(NEW.kind) END || CASE WHEN NEW.size IS NULL THEN '' ELSE ',"size":' || CAST(NEW.size AS text) END || CASE WHEN NEW.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(NEW.uid)) || '"' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'blob', NEW.uid, 'create', NEW.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'blob', NEW.uid, 'create', NEW.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_blob_delete AFTER DELETE ON blob BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.digest IS NULL THEN '' ELSE ',"digest":' || '"' || lower(hex(OLD.digest)) || '"' END || CASE WHEN OLD.kind IS NULL THEN '' ELSE ',"kind":' || json_quote(OLD.kind) END || CASE WHEN OLD.size IS NULL THEN '' ELSE ',"size":' || CAST(OLD.size AS text) END || CASE WHEN OLD.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(OLD.uid)) || '"' END, 2) || '}', NULL, reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'blob', OLD.uid, 'delete', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'blob', OLD.uid, 'delete', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_blob_frozen BEFORE UPDATE ON blob WHEN NEW.uid IS NOT OLD.uid OR NEW.local_no IS NOT OLD.local_no BEGIN SELECT RAISE(ABORT, 'hms:frozen'); END;;
CREATE TRIGGER hms_blob_update AFTER UPDATE ON blob WHEN NEW.digest IS NOT OLD.digest OR NEW.kind IS NOT OLD.kind OR NEW.size IS NOT OLD.size OR NEW.uid IS NOT OLD.uid BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.digest IS NOT NEW.digest THEN ',"digest":' || CASE WHEN OLD.digest IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.digest)) || '"' END ELSE '' END || CASE WHEN OLD.kind IS NOT NEW.kind THEN ',"kind":' || CASE WHEN OLD.kind IS NULL THEN 'null' ELSE json_quote(OLD.kind) END ELSE '' END || CASE WHEN OLD.size IS NOT NEW.size THEN ',"size":' || CASE WHEN OLD.size IS NULL THEN 'null' ELSE CAST(OLD.size AS text) END ELSE '' END || CASE WHEN OLD.uid IS NOT NEW.uid THEN ',"uid":' || CASE WHEN OLD.uid IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.uid)) || '"' END ELSE '' END, 2) || '}', '{' || substr(CASE WHEN NEW.digest IS NOT OLD.digest THEN ',"digest":' || CASE WHEN NEW.digest IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.digest)) || '"' END ELSE '' END || CASE WHEN NEW.kind IS NOT OLD.kind THEN ',"kind":' || CASE WHEN NEW.kind IS NULL THEN 'null' ELSE json_quote(NEW.kind) END ELSE '' END || CASE WHEN NEW.size IS NOT OLD.size THEN ',"size":' || CASE WHEN NEW.size IS NULL THEN 'null' ELSE CAST(NEW.size AS text) END ELSE '' END || CASE WHEN NEW.uid IS NOT OLD.uid THEN ',"uid":' || CASE WHEN NEW.uid IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.uid)) || '"' END ELSE '' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'blob', OLD.uid, 'update', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'blob', OLD.uid, 'update', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_glass_create AFTER INSERT ON glass BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), NULL, '{' || substr(CASE WHEN NEW.account IS NULL THEN '' ELSE ',"account":' || '"' || lower(hex(NEW.account)) || '"' END || CASE WHEN NEW.finding IS NULL THEN '' ELSE ',"finding":' || json_quote(NEW.finding) END || CASE WHEN NEW.opened_at IS NULL THEN '' ELSE ',"opened_at":' || CAST(NEW.opened_at AS text) END || CASE WHEN NEW.reason IS NULL THEN '' ELSE ',"reason":' || json_quote(NEW.reason) END || CASE WHEN NEW.reviewed_at IS NULL THEN '' ELSE ',"reviewed_at":' || CAST(NEW.reviewed_at AS text) END || CASE WHEN NEW.reviewed_by IS NULL THEN '' ELSE ',"reviewed_by":' || '"' || lower(hex(NEW.reviewed_by)) || '"' END || CASE WHEN NEW.subject IS NULL THEN '' ELSE ',"subject":' || '"' || lower(hex(NEW.subject)) || '"' END || CASE WHEN NEW.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(NEW.uid)) || '"' END || CASE WHEN NEW.until IS NULL THEN '' ELSE ',"until":' || CAST(NEW.until AS text) END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'glass', NEW.uid, 'create', NEW.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'glass', NEW.uid, 'create', NEW.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_glass_delete AFTER DELETE ON glass BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.account IS NULL THEN '' ELSE ',"account":' || '"' || lower(hex(OLD.account)) || '"' END || CASE WHEN OLD.finding IS NULL THEN '' ELSE ',"finding":' || json_quote(OLD.finding) END || CASE WHEN OLD.opened_at IS NULL THEN '' ELSE ',"opened_at":' || CAST(OLD.opened_at AS text) END || CASE WHEN OLD.reason IS NULL THEN '' ELSE ',"reason":' || json_quote(OLD.reason) END || CASE WHEN OLD.reviewed_at IS NULL THEN '' ELSE ',"reviewed_at":' || CAST(OLD.reviewed_at AS text) END || CASE WHEN OLD.reviewed_by IS NULL THEN '' ELSE ',"reviewed_by":' || '"' || lower(hex(OLD.reviewed_by)) || '"' END || CASE WHEN OLD.subject IS NULL THEN '' ELSE ',"subject":' || '"' || lower(hex(OLD.subject)) || '"' END || CASE WHEN OLD.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(OLD.uid)) || '"' END || CASE WHEN OLD.until IS NULL THEN '' ELSE ',"until":' || CAST(OLD.until AS text) END, 2) || '}', NULL, reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'glass', OLD.uid, 'delete', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'glass', OLD.uid, 'delete', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_glass_frozen BEFORE UPDATE ON glass WHEN NEW.uid IS NOT OLD.uid OR NEW.local_no IS NOT OLD.local_no BEGIN SELECT RAISE(ABORT, 'hms:frozen'); END;;
CREATE TRIGGER hms_glass_update AFTER UPDATE ON glass WHEN NEW.account IS NOT OLD.account OR NEW.finding IS NOT OLD.finding OR NEW.opened_at IS NOT OLD.opened_at OR NEW.reason IS NOT OLD.reason OR NEW.reviewed_at IS NOT OLD.reviewed_at OR NEW.reviewed_by IS NOT OLD.reviewed_by OR NEW.subject IS NOT OLD.subject OR NEW.uid IS NOT OLD.uid OR NEW.until IS NOT OLD.until BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.account IS NOT NEW.account THEN ',"account":' || CASE WHEN OLD.account IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.account)) || '"' END ELSE '' END || CASE WHEN OLD.finding IS NOT NEW.finding THEN ',"finding":' || CASE WHEN OLD.finding IS NULL THEN 'null' ELSE json_quote(OLD.finding) END ELSE '' END || CASE WHEN OLD.opened_at IS NOT NEW.opened_at THEN ',"opened_at":' || CASE WHEN OLD.opened_at IS NULL THEN 'null' ELSE CAST(OLD.opened_at AS text) END ELSE '' END || CASE WHEN OLD.reason IS NOT NEW.reason THEN ',"reason":' || CASE WHEN OLD.reason IS NULL THEN 'null' ELSE json_quote(OLD.reason) END ELSE '' END || CASE WHEN OLD.reviewed_at IS NOT NEW.reviewed_at THEN ',"reviewed_at":' || CASE WHEN OLD.reviewed_at IS NULL THEN 'null' ELSE CAST(OLD.reviewed_at AS text) END ELSE '' END || CASE WHEN OLD.reviewed_by IS NOT NEW.reviewed_by THEN ',"reviewed_by":' || CASE WHEN OLD.reviewed_by IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.reviewed_by)) || '"' END ELSE '' END || CASE WHEN OLD.subject IS NOT NEW.subject THEN ',"subject":' || CASE WHEN OLD.subject IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.subject)) || '"' END ELSE '' END || CASE WHEN OLD.uid IS NOT NEW.uid THEN ',"uid":' || CASE WHEN OLD.uid IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.uid)) || '"' END ELSE '' END || CASE WHEN OLD.until IS NOT NEW.until THEN ',"until":' || CASE WHEN OLD.until IS NULL THEN 'null' ELSE CAST(OLD.until AS text) END ELSE '' END, 2) || '}', '{' || substr(CASE WHEN NEW.account IS NOT OLD.account THEN ',"account":' || CASE WHEN NEW.account IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.account)) || '"' END ELSE '' END || CASE WHEN NEW.finding IS NOT OLD.finding THEN ',"finding":' || CASE WHEN NEW.finding IS NULL THEN 'null' ELSE json_quote(NEW.finding) END ELSE '' END || CASE WHEN NEW.opened_at IS NOT OLD.opened_at THEN ',"opened_at":' || CASE WHEN NEW.opened_at IS NULL THEN 'null' ELSE CAST(NEW.opened_at AS text) END ELSE '' END || CASE WHEN NEW.reason IS NOT OLD.reason THEN ',"reason":' || CASE WHEN NEW.reason IS NULL THEN 'null' ELSE json_quote(NEW.reason) END ELSE '' END || CASE WHEN NEW.reviewed_at IS NOT OLD.reviewed_at THEN ',"reviewed_at":' || CASE WHEN NEW.reviewed_at IS NULL THEN 'null' ELSE CAST(NEW.reviewed_at AS text) END ELSE '' END || CASE WHEN NEW.reviewed_by IS NOT OLD.reviewed_by THEN ',"reviewed_by":' || CASE WHEN NEW.reviewed_by IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.reviewed_by)) || '"' END ELSE '' END || CASE WHEN NEW.subject IS NOT OLD.subject THEN ',"subject":' || CASE WHEN NEW.subject IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.subject)) || '"' END ELSE '' END || CASE WHEN NEW.uid IS NOT OLD.uid THEN ',"uid":' || CASE WHEN NEW.uid IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.uid)) || '"' END ELSE '' END || CASE WHEN NEW.until IS NOT OLD.until THEN ',"until":' || CASE WHEN NEW.until IS NULL THEN 'null' ELSE CAST(NEW.until AS text) END ELSE '' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'glass', OLD.uid, 'update', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'glass', OLD.uid, 'update', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_journal_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'hms:journal'); END;;
CREATE TRIGGER hms_journal_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'hms:journal'); END;;
CREATE TRIGGER hms_patient_create AFTER INSERT ON patient BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), NULL, '{' || substr(CASE WHEN NEW.born IS NULL THEN '' ELSE ',"born":' || '"' || NEW.born || '"' END || CASE WHEN NEW.family IS NULL THEN '' ELSE ',"family":' || json_quote(NEW.family) END || CASE WHEN NEW.given IS NULL THEN '' ELSE ',"given":' || json_quote(NEW.given) END || CASE WHEN NEW.phone IS NULL THEN '' ELSE ',"phone":' || json_quote(NEW.phone) END || CASE WHEN NEW.precision IS NULL THEN '' ELSE ',"precision":' || json_quote(NEW.precision) END || CASE WHEN NEW.serial IS NULL THEN '' ELSE ',"serial":' || CAST(NEW.serial AS text) END || CASE WHEN NEW.sex IS NULL THEN '' ELSE ',"sex":' || json_quote(NEW.sex) END || CASE WHEN NEW.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(NEW.uid)) || '"' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'patient', NEW.uid, 'create', NEW.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'patient', NEW.uid, 'create', NEW.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_patient_delete AFTER DELETE ON patient BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.born IS NULL THEN '' ELSE ',"born":' || '"' || OLD.born || '"' END || CASE WHEN OLD.family IS NULL THEN '' ELSE ',"family":' || json_quote(OLD.family) END || CASE WHEN OLD.given IS NULL THEN '' ELSE ',"given":' || json_quote(OLD.given) END || CASE WHEN OLD.phone IS NULL THEN '' ELSE ',"phone":' || json_quote(OLD.phone) END || CASE WHEN OLD.precision IS NULL THEN '' ELSE ',"precision":' || json_quote(OLD.precision) END || CASE WHEN OLD.serial IS NULL THEN '' ELSE ',"serial":' || CAST(OLD.serial AS text) END || CASE WHEN OLD.sex IS NULL THEN '' ELSE ',"sex":' || json_quote(OLD.sex) END || CASE WHEN OLD.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(OLD.uid)) || '"' END, 2) || '}', NULL, reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'patient', OLD.uid, 'delete', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'patient', OLD.uid, 'delete', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_patient_found_create AFTER INSERT ON patient BEGIN INSERT INTO patient_fts (rowid, sort_name) VALUES (NEW.local_no, NEW.sort_name); INSERT INTO patient_word SELECT value, hms_sound(value), 1 FROM json_each(hms_words(ifnull(NEW.sort_name, ''))) WHERE true ON CONFLICT (word) DO UPDATE SET uses = uses + 1; END;;
CREATE TRIGGER hms_patient_found_delete AFTER DELETE ON patient BEGIN INSERT INTO patient_fts (patient_fts, rowid, sort_name) VALUES ('delete', OLD.local_no, OLD.sort_name); UPDATE patient_word SET uses = uses - 1 WHERE word IN (SELECT value FROM json_each(hms_words(ifnull(OLD.sort_name, '')))); DELETE FROM patient_word WHERE uses <= 0 AND word IN (SELECT value FROM json_each(hms_words(ifnull(OLD.sort_name, '')))); END;;
CREATE TRIGGER hms_patient_found_update AFTER UPDATE ON patient WHEN NEW.sort_name IS NOT OLD.sort_name BEGIN INSERT INTO patient_fts (patient_fts, rowid, sort_name) VALUES ('delete', OLD.local_no, OLD.sort_name); UPDATE patient_word SET uses = uses - 1 WHERE word IN (SELECT value FROM json_each(hms_words(ifnull(OLD.sort_name, '')))); DELETE FROM patient_word WHERE uses <= 0 AND word IN (SELECT value FROM json_each(hms_words(ifnull(OLD.sort_name, '')))); INSERT INTO patient_fts (rowid, sort_name) VALUES (NEW.local_no, NEW.sort_name); INSERT INTO patient_word SELECT value, hms_sound(value), 1 FROM json_each(hms_words(ifnull(NEW.sort_name, ''))) WHERE true ON CONFLICT (word) DO UPDATE SET uses = uses + 1; END;;
CREATE TRIGGER hms_patient_frozen BEFORE UPDATE ON patient WHEN NEW.uid IS NOT OLD.uid OR NEW.local_no IS NOT OLD.local_no BEGIN SELECT RAISE(ABORT, 'hms:frozen'); END;;
CREATE TRIGGER hms_patient_update AFTER UPDATE ON patient WHEN NEW.born IS NOT OLD.born OR NEW.family IS NOT OLD.family OR NEW.given IS NOT OLD.given OR NEW.phone IS NOT OLD.phone OR NEW.precision IS NOT OLD.precision OR NEW.serial IS NOT OLD.serial OR NEW.sex IS NOT OLD.sex OR NEW.uid IS NOT OLD.uid BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.born IS NOT NEW.born THEN ',"born":' || CASE WHEN OLD.born IS NULL THEN 'null' ELSE '"' || OLD.born || '"' END ELSE '' END || CASE WHEN OLD.family IS NOT NEW.family THEN ',"family":' || CASE WHEN OLD.family IS NULL THEN 'null' ELSE json_quote(OLD.family) END ELSE '' END || CASE WHEN OLD.given IS NOT NEW.given THEN ',"given":' || CASE WHEN OLD.given IS NULL THEN 'null' ELSE json_quote(OLD.given) END ELSE '' END || CASE WHEN OLD.phone IS NOT NEW.phone THEN ',"phone":' || CASE WHEN OLD.phone IS NULL THEN 'null' ELSE json_quote(OLD.phone) END ELSE '' END || CASE WHEN OLD.precision IS NOT NEW.precision THEN ',"precision":' || CASE WHEN OLD.precision IS NULL THEN 'null' ELSE json_quote(OLD.precision) END ELSE '' END || CASE WHEN OLD.serial IS NOT NEW.serial THEN ',"serial":' || CASE WHEN OLD.serial IS NULL THEN 'null' ELSE CAST(OLD.serial AS text) END ELSE '' END || CASE WHEN OLD.sex IS NOT NEW.sex THEN ',"sex":' || CASE WHEN OLD.sex IS NULL THEN 'null' ELSE json_quote(OLD.sex) END ELSE '' END || CASE WHEN OLD.uid IS NOT NEW.uid THEN ',"uid":' || CASE WHEN OLD.uid IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.uid)) || '"' END ELSE '' END, 2) || '}', '{' || substr(CASE WHEN NEW.born IS NOT OLD.born THEN ',"born":' || CASE WHEN NEW.born IS NULL THEN 'null' ELSE '"' || NEW.born || '"' END ELSE '' END || CASE WHEN NEW.family IS NOT OLD.family THEN ',"family":' || CASE WHEN NEW.family IS NULL THEN 'null' ELSE json_quote(NEW.family) END ELSE '' END || CASE WHEN NEW.given IS NOT OLD.given THEN ',"given":' || CASE WHEN NEW.given IS NULL THEN 'null' ELSE json_quote(NEW.given) END ELSE '' END || CASE WHEN NEW.phone IS NOT OLD.phone THEN ',"phone":' || CASE WHEN NEW.phone IS NULL THEN 'null' ELSE json_quote(NEW.phone) END ELSE '' END || CASE WHEN NEW.precision IS NOT OLD.precision THEN ',"precision":' || CASE WHEN NEW.precision IS NULL THEN 'null' ELSE json_quote(NEW.precision) END ELSE '' END || CASE WHEN NEW.serial IS NOT OLD.serial THEN ',"serial":' || CASE WHEN NEW.serial IS NULL THEN 'null' ELSE CAST(NEW.serial AS text) END ELSE '' END || CASE WHEN NEW.sex IS NOT OLD.sex THEN ',"sex":' || CASE WHEN NEW.sex IS NULL THEN 'null' ELSE json_quote(NEW.sex) END ELSE '' END || CASE WHEN NEW.uid IS NOT OLD.uid THEN ',"uid":' || CASE WHEN NEW.uid IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.uid)) || '"' END ELSE '' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'patient', OLD.uid, 'update', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'patient', OLD.uid, 'update', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_pending AFTER INSERT ON journal WHEN (SELECT enrolled FROM op_ctx) BEGIN INSERT INTO pending (seq, state) VALUES (NEW.seq, 'waiting'); END;;
CREATE TRIGGER hms_setting_create AFTER INSERT ON setting BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), NULL, '{' || substr(CASE WHEN NEW.key IS NULL THEN '' ELSE ',"key":' || json_quote(NEW.key) END || CASE WHEN NEW.owner IS NULL THEN '' ELSE ',"owner":' || '"' || lower(hex(NEW.owner)) || '"' END || CASE WHEN NEW.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(NEW.uid)) || '"' END || CASE WHEN NEW.value IS NULL THEN '' ELSE ',"value":' || NEW.value END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'setting', NEW.uid, 'create', NEW.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'setting', NEW.uid, 'create', NEW.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_setting_delete AFTER DELETE ON setting BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.key IS NULL THEN '' ELSE ',"key":' || json_quote(OLD.key) END || CASE WHEN OLD.owner IS NULL THEN '' ELSE ',"owner":' || '"' || lower(hex(OLD.owner)) || '"' END || CASE WHEN OLD.uid IS NULL THEN '' ELSE ',"uid":' || '"' || lower(hex(OLD.uid)) || '"' END || CASE WHEN OLD.value IS NULL THEN '' ELSE ',"value":' || OLD.value END, 2) || '}', NULL, reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'setting', OLD.uid, 'delete', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'setting', OLD.uid, 'delete', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_setting_frozen BEFORE UPDATE ON setting WHEN NEW.uid IS NOT OLD.uid OR NEW.local_no IS NOT OLD.local_no BEGIN SELECT RAISE(ABORT, 'hms:frozen'); END;;
CREATE TRIGGER hms_setting_update AFTER UPDATE ON setting WHEN NEW.key IS NOT OLD.key OR NEW.owner IS NOT OLD.owner OR NEW.uid IS NOT OLD.uid OR NEW.value IS NOT OLD.value BEGIN SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx); INSERT INTO journal_value (seq, salt, old, new, reason) SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), '{' || substr(CASE WHEN OLD.key IS NOT NEW.key THEN ',"key":' || CASE WHEN OLD.key IS NULL THEN 'null' ELSE json_quote(OLD.key) END ELSE '' END || CASE WHEN OLD.owner IS NOT NEW.owner THEN ',"owner":' || CASE WHEN OLD.owner IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.owner)) || '"' END ELSE '' END || CASE WHEN OLD.uid IS NOT NEW.uid THEN ',"uid":' || CASE WHEN OLD.uid IS NULL THEN 'null' ELSE '"' || lower(hex(OLD.uid)) || '"' END ELSE '' END || CASE WHEN OLD.value IS NOT NEW.value THEN ',"value":' || CASE WHEN OLD.value IS NULL THEN 'null' ELSE OLD.value END ELSE '' END, 2) || '}', '{' || substr(CASE WHEN NEW.key IS NOT OLD.key THEN ',"key":' || CASE WHEN NEW.key IS NULL THEN 'null' ELSE json_quote(NEW.key) END ELSE '' END || CASE WHEN NEW.owner IS NOT OLD.owner THEN ',"owner":' || CASE WHEN NEW.owner IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.owner)) || '"' END ELSE '' END || CASE WHEN NEW.uid IS NOT OLD.uid THEN ',"uid":' || CASE WHEN NEW.uid IS NULL THEN 'null' ELSE '"' || lower(hex(NEW.uid)) || '"' END ELSE '' END || CASE WHEN NEW.value IS NOT OLD.value THEN ',"value":' || CASE WHEN NEW.value IS NULL THEN 'null' ELSE NEW.value END ELSE '' END, 2) || '}', reason FROM op_ctx; INSERT INTO journal (seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link) SELECT v.seq, c.txn, c.at, c.actor, c.device, c.command, 'setting', OLD.uid, 'update', OLD.rev, v.digest, hms_link(ifnull(p.link, zeroblob(32)), v.seq, c.txn, c.at, c.actor, c.device, c.command, 'setting', OLD.uid, 'update', OLD.rev, v.digest) FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1; END;;
CREATE TRIGGER hms_value_delete BEFORE DELETE ON journal_value WHEN ifnull((SELECT command FROM op_ctx), '') NOT GLOB 'Erase*' BEGIN SELECT RAISE(ABORT, 'hms:journal'); END;;
CREATE TRIGGER hms_value_update BEFORE UPDATE ON journal_value BEGIN SELECT RAISE(ABORT, 'hms:journal'); END;
