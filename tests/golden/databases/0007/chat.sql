CREATE TABLE conversation (
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	program TEXT NOT NULL, 
	head TEXT, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	pinned INTEGER DEFAULT 0 NOT NULL, 
	archived INTEGER DEFAULT 0 NOT NULL, 
	deleted_at INTEGER, 
	PRIMARY KEY (id)
)
 STRICT

;
CREATE TABLE message (
	"key" INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	conversation TEXT NOT NULL, 
	parent TEXT, 
	role TEXT NOT NULL, 
	text TEXT NOT NULL, 
	fields TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	shown_at INTEGER, 
	PRIMARY KEY ("key"), 
	CONSTRAINT message_role CHECK (role IN ('user', 'assistant')), 
	UNIQUE (id), 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE CASCADE
)
 STRICT

;
CREATE TABLE run (
	"key" INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	conversation TEXT NOT NULL, 
	message TEXT NOT NULL, 
	program TEXT NOT NULL, 
	model TEXT NOT NULL, 
	status TEXT NOT NULL, 
	start TEXT NOT NULL, 
	usage TEXT, 
	error TEXT, 
	ms INTEGER, 
	boot TEXT NOT NULL, 
	idempotency_key TEXT, 
	started_at INTEGER NOT NULL, 
	ended_at INTEGER, 
	PRIMARY KEY ("key"), 
	CONSTRAINT run_status CHECK (status IN ('running', 'completed', 'stopped', 'failed', 'interrupted')), 
	UNIQUE (id), 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE CASCADE, 
	UNIQUE (message), 
	UNIQUE (idempotency_key)
)
 STRICT

;
CREATE TABLE run_events (
	run INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	sha256 BLOB NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (run), 
	FOREIGN KEY(run) REFERENCES run ("key") ON DELETE CASCADE
)
 STRICT

;
CREATE TABLE trace (
	run INTEGER NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (run), 
	FOREIGN KEY(run) REFERENCES run ("key") ON DELETE CASCADE
)
 STRICT

;
CREATE VIRTUAL TABLE words USING fts5(owner, title, text, content='searched', content_rowid='key', columnsize=0, prefix='3 4', tokenize='unicode61 remove_diacritics 2');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO "conversation" VALUES ('ec6ca0d2aa471f5f534cec3dedc38a4e', '[say: Paris. «Grüße» 🥖', 'chat', 'db95aebc020191d75b0295152d37bc52', 1795392645978, 1795392646196, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('791618af0e9d5e63b9c97f5fe2d363f2', '[say: 42][say reasoning: six times seven]', 'think', 'e5507a5f916cae0bba5653de3433b816', 1795392646268, 1795392646268, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('1b3ae58b3f3fb71453a542aec4dd2361', '[bench n=12 fail=400]', 'chat', '269eec4fc5c4d7c6c42a62d8a104fd0d', 1795392646323, 1795392646323, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('5a2326d8ff682e764bfb4bf990dd2464', '[bench n=2000 rate=40] and is stopped', 'chat', '382020d499911ce32f4fac87971a63e4', 1795392646360, 1795392646360, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('2c69a1d76d68df760b3b300fa8986b06', '[bench n=2000 rate=40] and the server is killed', 'chat', '7e6986af284ada53307de39fc4d63f64', 1795392646522, 1795392646522, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('f45348c320edf5a990a9d8c9076c3180', '[bench n=2000 rate=40] and never ends', 'chat', '8c00f4622b806d12c9b7f3358d0abba7', 1795392650971, 1795392650971, 0, 0, NULL);
INSERT INTO "message" VALUES (1, 'a3ab3df2bcc678740d6e1221606826e8', 'ec6ca0d2aa471f5f534cec3dedc38a4e', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795392645978, NULL);
INSERT INTO "message" VALUES (2, '4b7b83dfba3268ab7ab1eb700d694237', 'ec6ca0d2aa471f5f534cec3dedc38a4e', 'a3ab3df2bcc678740d6e1221606826e8', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795392645978, NULL);
INSERT INTO "message" VALUES (3, '002cbc6a50e17544d4177a9cb2e28221', 'ec6ca0d2aa471f5f534cec3dedc38a4e', '4b7b83dfba3268ab7ab1eb700d694237', 'user', '[say: It is on the Seine.]', '{}', 1795392646137, NULL);
INSERT INTO "message" VALUES (4, 'd7dda4a91b1c1c974bd571e3edb4326c', 'ec6ca0d2aa471f5f534cec3dedc38a4e', '002cbc6a50e17544d4177a9cb2e28221', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795392646137, NULL);
INSERT INTO "message" VALUES (5, 'de62a55076ad69532223eaba0d9cfee4', 'ec6ca0d2aa471f5f534cec3dedc38a4e', '4b7b83dfba3268ab7ab1eb700d694237', 'user', '[bench n=30]', '{}', 1795392646196, NULL);
INSERT INTO "message" VALUES (6, 'db95aebc020191d75b0295152d37bc52', 'ec6ca0d2aa471f5f534cec3dedc38a4e', 'de62a55076ad69532223eaba0d9cfee4', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795392646196, NULL);
INSERT INTO "message" VALUES (7, '6981adddf472c98a19ed2ed47949b550', '791618af0e9d5e63b9c97f5fe2d363f2', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795392646268, NULL);
INSERT INTO "message" VALUES (8, 'e5507a5f916cae0bba5653de3433b816', '791618af0e9d5e63b9c97f5fe2d363f2', '6981adddf472c98a19ed2ed47949b550', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795392646268, NULL);
INSERT INTO "message" VALUES (9, '92b0bb31afb6e467da96b3d754d66c13', '1b3ae58b3f3fb71453a542aec4dd2361', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795392646323, NULL);
INSERT INTO "message" VALUES (10, '269eec4fc5c4d7c6c42a62d8a104fd0d', '1b3ae58b3f3fb71453a542aec4dd2361', '92b0bb31afb6e467da96b3d754d66c13', 'assistant', '', '{}', 1795392646323, NULL);
INSERT INTO "message" VALUES (11, 'a3d0201b9fb36c1b6e5f3b16538f95e4', '5a2326d8ff682e764bfb4bf990dd2464', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795392646360, NULL);
INSERT INTO "message" VALUES (12, '382020d499911ce32f4fac87971a63e4', '5a2326d8ff682e764bfb4bf990dd2464', 'a3d0201b9fb36c1b6e5f3b16538f95e4', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795392646360, NULL);
INSERT INTO "message" VALUES (13, 'e9427091e103b21c8631d2a8dc6e4730', '2c69a1d76d68df760b3b300fa8986b06', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795392646522, NULL);
INSERT INTO "message" VALUES (14, '7e6986af284ada53307de39fc4d63f64', '2c69a1d76d68df760b3b300fa8986b06', 'e9427091e103b21c8631d2a8dc6e4730', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795392646522, NULL);
INSERT INTO "message" VALUES (15, '6f73d61c005ebe63a1b4f0a40f8e6ff5', 'f45348c320edf5a990a9d8c9076c3180', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795392650971, NULL);
INSERT INTO "message" VALUES (16, '8c00f4622b806d12c9b7f3358d0abba7', 'f45348c320edf5a990a9d8c9076c3180', '6f73d61c005ebe63a1b4f0a40f8e6ff5', 'assistant', '', '{}', 1795392650971, NULL);
INSERT INTO "run" VALUES (1, '9444222c33d471cf1571b519cce34f6e', 'ec6ca0d2aa471f5f534cec3dedc38a4e', '4b7b83dfba3268ab7ab1eb700d694237', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"9444222c33d471cf1571b519cce34f6e","seq":1,"t":0,"v":1,"conversation":"ec6ca0d2aa471f5f534cec3dedc38a4e","message":"4b7b83dfba3268ab7ab1eb700d694237","parent":"a3ab3df2bcc678740d6e1221606826e8","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392645978}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 67, '425a70b2999ca0440ebc9c03f45d6076', NULL, 1795392645978, 1795392646065);
INSERT INTO "run" VALUES (2, 'b17620d8497e9b2b12f8930f0a5c8acd', 'ec6ca0d2aa471f5f534cec3dedc38a4e', 'd7dda4a91b1c1c974bd571e3edb4326c', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"b17620d8497e9b2b12f8930f0a5c8acd","seq":1,"t":0,"v":1,"conversation":"ec6ca0d2aa471f5f534cec3dedc38a4e","message":"d7dda4a91b1c1c974bd571e3edb4326c","parent":"002cbc6a50e17544d4177a9cb2e28221","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392646137}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 11, '425a70b2999ca0440ebc9c03f45d6076', NULL, 1795392646137, 1795392646164);
INSERT INTO "run" VALUES (3, 'fb77b19a7acbd288a10c0ce550c9389e', 'ec6ca0d2aa471f5f534cec3dedc38a4e', 'db95aebc020191d75b0295152d37bc52', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"fb77b19a7acbd288a10c0ce550c9389e","seq":1,"t":0,"v":1,"conversation":"ec6ca0d2aa471f5f534cec3dedc38a4e","message":"db95aebc020191d75b0295152d37bc52","parent":"de62a55076ad69532223eaba0d9cfee4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392646196}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 23, '425a70b2999ca0440ebc9c03f45d6076', NULL, 1795392646196, 1795392646246);
INSERT INTO "run" VALUES (4, 'a143cea93cd469c50c234f7f7a27faea', '791618af0e9d5e63b9c97f5fe2d363f2', 'e5507a5f916cae0bba5653de3433b816', 'think', 'openai/bench', 'completed', '{"type":"start","run":"a143cea93cd469c50c234f7f7a27faea","seq":1,"t":0,"v":1,"conversation":"791618af0e9d5e63b9c97f5fe2d363f2","message":"e5507a5f916cae0bba5653de3433b816","parent":"6981adddf472c98a19ed2ed47949b550","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795392646268}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 28, '425a70b2999ca0440ebc9c03f45d6076', NULL, 1795392646268, 1795392646309);
INSERT INTO "run" VALUES (5, '33b743340fa3c857e1ab927899d3a1bc', '1b3ae58b3f3fb71453a542aec4dd2361', '269eec4fc5c4d7c6c42a62d8a104fd0d', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"33b743340fa3c857e1ab927899d3a1bc","seq":1,"t":0,"v":1,"conversation":"1b3ae58b3f3fb71453a542aec4dd2361","message":"269eec4fc5c4d7c6c42a62d8a104fd0d","parent":"92b0bb31afb6e467da96b3d754d66c13","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392646323}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"e6cf9ef1422e"}', 15, '425a70b2999ca0440ebc9c03f45d6076', NULL, 1795392646323, 1795392646344);
INSERT INTO "run" VALUES (6, 'bdabe3483fecf582bcaa0a935b9b4a50', '5a2326d8ff682e764bfb4bf990dd2464', '382020d499911ce32f4fac87971a63e4', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"bdabe3483fecf582bcaa0a935b9b4a50","seq":1,"t":0,"v":1,"conversation":"5a2326d8ff682e764bfb4bf990dd2464","message":"382020d499911ce32f4fac87971a63e4","parent":"a3d0201b9fb36c1b6e5f3b16538f95e4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392646360}', NULL, NULL, 147, '425a70b2999ca0440ebc9c03f45d6076', NULL, 1795392646360, 1795392646510);
INSERT INTO "run" VALUES (7, '89f6490f1e9d843aff003c1ee12328cb', '2c69a1d76d68df760b3b300fa8986b06', '7e6986af284ada53307de39fc4d63f64', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"89f6490f1e9d843aff003c1ee12328cb","seq":1,"t":0,"v":1,"conversation":"2c69a1d76d68df760b3b300fa8986b06","message":"7e6986af284ada53307de39fc4d63f64","parent":"e9427091e103b21c8631d2a8dc6e4730","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392646522}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 130, '425a70b2999ca0440ebc9c03f45d6076', NULL, 1795392646522, 1795392650457);
INSERT INTO "run" VALUES (8, 'b87f7075d769afbc81ecc2b601cfc487', 'f45348c320edf5a990a9d8c9076c3180', '8c00f4622b806d12c9b7f3358d0abba7', 'chat', 'openai/bench', 'running', '{"type":"start","run":"b87f7075d769afbc81ecc2b601cfc487","seq":1,"t":0,"v":1,"conversation":"f45348c320edf5a990a9d8c9076c3180","message":"8c00f4622b806d12c9b7f3358d0abba7","parent":"6f73d61c005ebe63a1b4f0a40f8e6ff5","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45927/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392650971}', NULL, NULL, NULL, '7e3ab86f9fa5a5d45523c89566c629f8', NULL, 1795392650971, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'D0DF270F351727A42417DAD6EB1FC8F4CA6C130C46017F3C5F907A348885A72C', X'01ABC651BC109B2C8CC0C9C2CC98604901F5165A288343DE1035A99A192B0524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4808AAF18252E4A7D6342C83728E51C76BF4072AD9101CE928858C798421C638E5C58915436191A208A190B78396368815A2AA1F882B0665CC59499398E828A58EF9AC1BD8BAD2C0300');
INSERT INTO "run_events" VALUES (2, 6, X'C55AEE462346684E5FFB8D9B1B5701FCA4C48A2ADE131F963B4DC3536CD9753B', X'01ABC651BC109B2C8CC0C9C282604101F5155A208303DE1035A55A2879962864162BE44342293835332F558F8B52779A80DD696880D3A1282518766742F2A309CE228658B79842DC62885C0A9154E880BC012B3F4CE10588A1296A7183E209C29A71953F8686384A2062BD6B06F72EB6420A00');
INSERT INTO "run_events" VALUES (3, 6, X'676CBFC561E6CA681526871370A449927BAB9AA4F251F83121EC83992B938077', X'01A594510AC3201044FF7B8AD21338A389C9D97AF9FA4C496B88C452C1F97BB03B2CEFD9D1CBE859B89E85F2A529DE6B1D5AAECDAB3D55E54728EF5EBE08139148C444CC442616622D210841084210821084200421084118C210863084210C61084318C2EBEDDFAED255578D45CF9BDA9CB07435373ACB546771FC36E14FE253F8382C86DD62E9E0BC668B01BA6741C78E0747179EF785CF54F902');
INSERT INTO "run_events" VALUES (4, 7, X'07ED67F9853016A1213ADF0D429C91E666C11CAF857C66F68F9EDE018FB09B16', X'01ABC65184119BF48CC049CFD092606904F5195A3C82E3D6109C1D1041CAC96568A9549C59A15092094C98C098284BCD43CE2FA64A26465C943ADC14EC7023139C0E472936B13B1B520858E02CD788758B19C42D16C4157D264628459F891196A2CFD000518A19C28B314343D4420FC5578435E32A058D2C709483C4FADF1CEE7F6C452500');
INSERT INTO "run_events" VALUES (5, 5, X'5ABE8BCDFC966F64F47AB7D43EAE1D8E86711C95765C7263EBFFD4F7BCADB6DB', X'01ABC651BC109B2C8CC0C9C2D080604901F5165A288343DE1039D792E90E6342EE80153278DD81544881F5C7034B95D2E2D414688965869C17510A2D629D690271A629BC5CC3B0069E4B428049042CAB009505279AA2D4C2D2D4E2123DD422105A5C40CAC054B3E434CBD434431323A354251CA507B1EE3585BB175EC0A401C30754BA0000');
INSERT INTO "run_events" VALUES (6, 9, X'A42C1DC860752180A80AC53A66CD316BA609217DC8CC554E03774D099CCCFFE2', X'01ABC651BC109B2C8CC0C9C2D088604901F5165A288343DE1035A91A1A2919000197919992029036E4323205338C600C6318C304C630C59E4788F58425C41326E648F9A8B824BFA000948B00');
INSERT INTO "run_events" VALUES (7, 10, X'39AE82284093B856BCE62BC65C38DE7DD20CCF773194EA7A690868110090C1FC', X'01ABC651BC109B2C8CC0C9C284604101F5155A208303DE1035A59A2819000197919992029036E4323201338C6022C65C46A66086098C61CA85A32821D61396604F181A1BC08B9BCCBC12A051A505A07C849C744310915D5C925F50008CCDF28CCC9C546084661683A338291518A70A10DFA4A6E8298414552A24A62766E6E961965A38B236D159D200E16E78FE4776792D00');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":43,"ms":20,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":5,"ms":4,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":9,"ms":8,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":16,"ms":8,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":4,"ms":6,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":4,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
DELETE FROM "words_data";
INSERT INTO "words_data" VALUES (1, X'0E0E2A6E');
INSERT INTO "words_data" VALUES (10, X'00000000010E0E000E0101010201010301010401010501010601010701010801010901010A01010B01010C01010D01010E0101');
INSERT INTO "words_data" VALUES (137438953473, X'000000DB023061010601020702026E6401060102060106677275C39F65010C01010401020401026F3101020201057061726973010C010103010203010571756F746501060102080103736179010C0101020102020103746F6F01060102090104F09FA596010C010105010205000431616E6401060102060103677275010C0101040102040103706172010C010103010203010371756F01060102080103736179010C0101020102020103746F6F0106010209000632677275C39F010C010104010204010470617269010C010103010203010471756F74010601020804080910070F0C0D0A0E0B0D0D0A0D0A100E');
INSERT INTO "words_data" VALUES (274877906945, X'000000AC023061020601020602026E6402060102050106677275C39F65020601020301026F31020202010570617269730206010202010571756F746502060102070103746F6F02060102080104F09FA5960206010204000431616E6402060102050103677275020601020301037061720206010202010371756F02060102070103746F6F0206010208000632677275C39F02060102030104706172690206010202010471756F7402060102070408090D070C0C0A0B0B0A0A0A0A0D0B');
INSERT INTO "words_data" VALUES (412316860417, X'0000006D033069730306010204020174030601020301026F3103020202016E030601020501037361790306010202020465696E650306010207010374686503060102060004317361790306010202020265690306010207010374686503060102060005327365696E030601020704090807080A0B0A0B090A');
INSERT INTO "words_data" VALUES (549755813889, X'0000005B033069730406010203020174040601020201026F3104020202016E040601020401057365696E650406010206010374686504060102050004317365690406010206010374686504060102050005327365696E040601020604090807080C0A0B0A');
INSERT INTO "words_data" VALUES (687194767361, X'0000003F033033300506010204010562656E6368050601020201016E050601020301026F3105020200043162656E050601020200053262656E63050601020204090C08070B');
INSERT INTO "words_data" VALUES (824633720833, X'0000022C05303030303006060102020401310606010203040132060601020404013306060102050401340606010206040135060601020704013606060102080401370606010209040138060601020A040139060601020B03023130060601020C040131060601020D040132060601020E040133060601020F040134060601021004013506060102110401360606010212040137060601021304013806060102140401390606010215030232300606010216040131060601021704013206060102180401330606010219040134060601021A040135060601021B040136060601021C040137060601021D040138060601021E040139060601021F01026F310602020004313030300618010202030303030303030303030131061801020C03030303030303030303013206180102160303030303030303030005323030303006060102020401310606010203040132060601020404013306060102050401340606010206040135060601020704013606060102080401370606010209040138060601020A040139060601020B03023130060601020C040131060601020D040132060601020E040133060601020F040134060601021004013506060102110401360606010212040137060601021304013806060102140401390606010215030232300606010216040131060601021704013206060102180401330606010219040134060601021A040135060601021B040136060601021C040137060601021D040138060601021E040139060601021F040B0808080808080808080908080808080808080809080808080808080808071411110C08080808080808080809080808080808080808090808080808080808');
INSERT INTO "words_data" VALUES (962072674305, X'000000CF03303432070C01010301020301026F310702020109726561736F6E696E67070C01010501020501037361790710010102040102020402046576656E070C01010801020802026978070C010106010206010574696D6573070C010107010207000431726561070C01010501020501037361790710010102040102020402026576070C01010801020802026978070C010106010206010374696D070C01010701020700053272656173070C010105010205010473657665070C010108010208010474696D65070C010107010207040C07130F0E0C0F0E0F0C0C0D0F0E');
INSERT INTO "words_data" VALUES (1099511627777, X'0000001403303432080601020201026F310802020409');
INSERT INTO "words_data" VALUES (1236950581249, X'0000009103303132090C0101040102040103343030090C010106010206010562656E6368090C01010201020201046661696C090C01010501020501016E090C01010301020301026F31090202000431343030090C010106010206010362656E090C0101020102020103666169090C01010501020500053262656E63090C01010201020201046661696C090C010105010205040C0D0F0E0B070E0D0D0F');
INSERT INTO "words_data" VALUES (1374389534721, X'000000F20530323030300B0C010104010204010234300B0C0101060102060103616E640B0C010107010207010562656E63680B0C010102010202010269730B0C01010801020801016E0B0C01010301020301026F310B02020104726174650B0C010105010205010773746F707065640B0C0101090102090004313230300B0C0101040102040103616E640B0C010107010207010362656E0B0C01010201020201037261740B0C010105010205010373746F0B0C010109010209000532323030300B0C010104010204010462656E630B0C0101020102020104726174650B0C010105010205010473746F700B0C010109010209040E0C0D0F0C0B070E110E0D0D0D0D0F0E0E');
INSERT INTO "words_data" VALUES (1511828488193, X'000000820530303030300C060102020401310C060102030401320C060102040401330C060102050401340C060102060401350C0601020701026F310C02020004313030300C100102020303030303000532303030300C060102020401310C060102030401320C060102040401330C060102050401340C060102060401350C06010207040B080808080807100C08080808');
INSERT INTO "words_data" VALUES (1649267441665, X'000001360530323030300D0C010104010204010234300D0C0101060102060103616E640D0C010107010207010562656E63680D0C010102010202010269730D0C01010A01020A01066B696C6C65640D0C01010B01020B01016E0D0C01010301020301026F310D02020104726174650D0C01010501020501067365727665720D0C01010901020901037468650D0C0101080102080004313230300D0C0101040102040103616E640D0C010107010207010362656E0D0C01010201020201036B696C0D0C01010B01020B01037261740D0C01010501020501037365720D0C01010901020901037468650D0C010108010208000532323030300D0C010104010204010462656E630D0C01010201020201046B696C6C0D0C01010B01020B0104726174650D0C0101050102050104736572760D0C010109010209040E0C0D0F0C100B070E100D0E0D0D0D0D0D0D0F0E0E0E');
INSERT INTO "words_data" VALUES (1786706395137, X'000000820530303030300E060102020401310E060102030401320E060102040401330E060102050401340E060102060401350E0601020701026F310E02020004313030300E100102020303030303000532303030300E060102020401310E060102030401320E060102040401330E060102050401340E060102060401350E06010207040B080808080807100C08080808');
INSERT INTO "words_data" VALUES (1924145348609, X'0000010C0530323030300F0C010104010204010234300F0C0101060102060103616E640F0C010107010207010562656E63680F0C0101020102020104656E64730F0C01010901020901016E0F0C0101030102030204657665720F0C01010801020801026F310F02020104726174650F0C0101050102050004313230300F0C0101040102040103616E640F0C010107010207010362656E0F0C0101020102020103656E640F0C01010901020901036E65760F0C01010801020801037261740F0C010105010205000532323030300F0C010104010204010462656E630F0C0101020102020104656E64730F0C01010901020901046E6576650F0C0101080102080104726174650F0C010105010205040E0C0D0F0E0B0E070E0E0D0D0D0D0D0F0E0E0E');
DELETE FROM "words_idx";
INSERT INTO "words_idx" VALUES (1, X'', 2);
INSERT INTO "words_idx" VALUES (2, X'', 2);
INSERT INTO "words_idx" VALUES (3, X'', 2);
INSERT INTO "words_idx" VALUES (4, X'', 2);
INSERT INTO "words_idx" VALUES (5, X'', 2);
INSERT INTO "words_idx" VALUES (6, X'', 2);
INSERT INTO "words_idx" VALUES (7, X'', 2);
INSERT INTO "words_idx" VALUES (8, X'', 2);
INSERT INTO "words_idx" VALUES (9, X'', 2);
INSERT INTO "words_idx" VALUES (10, X'', 2);
INSERT INTO "words_idx" VALUES (11, X'', 2);
INSERT INTO "words_idx" VALUES (12, X'', 2);
INSERT INTO "words_idx" VALUES (13, X'', 2);
INSERT INTO "words_idx" VALUES (14, X'', 2);
DELETE FROM "words_config";
INSERT INTO "words_config" VALUES ('version', 4);
INSERT INTO "alembic_version" VALUES ('0007');
CREATE INDEX conversation_deleted ON conversation (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX conversation_listed ON conversation (archived, pinned, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX message_by_parent ON message (parent) WHERE parent IS NOT NULL;
CREATE INDEX message_first ON message (conversation) WHERE parent IS NULL;
CREATE INDEX message_by_conversation ON message (conversation, "key");
CREATE INDEX run_open ON run (conversation) WHERE status = 'running';
CREATE INDEX run_by_conversation ON run (conversation);
CREATE VIEW searched AS
SELECT message.key AS key, 'o1' AS owner, CASE WHEN parent IS NULL THEN conversation.title END AS title,
       message.text AS text, message.conversation AS conversation
FROM message JOIN conversation ON conversation.id = message.conversation WHERE message.text <> '';
CREATE TRIGGER words_message_insert AFTER INSERT ON message BEGIN INSERT INTO words (rowid, owner, title, text) SELECT key, owner, title, text FROM searched WHERE key = new.key; END;
CREATE TRIGGER words_message_leave BEFORE UPDATE OF key, conversation, parent, text ON message BEGIN INSERT INTO words (words, rowid, owner, title, text) SELECT 'delete', key, owner, title, text FROM searched WHERE key = old.key; END;
CREATE TRIGGER words_message_enter AFTER UPDATE OF key, conversation, parent, text ON message BEGIN INSERT INTO words (rowid, owner, title, text) SELECT key, owner, title, text FROM searched WHERE key = new.key; END;
CREATE TRIGGER words_message_delete BEFORE DELETE ON message BEGIN INSERT INTO words (words, rowid, owner, title, text) SELECT 'delete', key, owner, title, text FROM searched WHERE key = old.key; END;
CREATE TRIGGER words_title_leave BEFORE UPDATE OF title ON conversation WHEN new.title <> old.title BEGIN INSERT INTO words (words, rowid, owner, title, text) SELECT 'delete', key, owner, title, text FROM searched WHERE conversation = old.id AND title IS NOT NULL; END;
CREATE TRIGGER words_title_enter AFTER UPDATE OF title ON conversation WHEN new.title <> old.title BEGIN INSERT INTO words (rowid, owner, title, text) SELECT key, owner, title, text FROM searched WHERE conversation = new.id AND title IS NOT NULL; END;
CREATE TRIGGER words_conversation_delete BEFORE DELETE ON conversation BEGIN INSERT INTO words (words, rowid, owner, title, text) SELECT 'delete', key, owner, title, text FROM searched WHERE conversation = old.id; END;
