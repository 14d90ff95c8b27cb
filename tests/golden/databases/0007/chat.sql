CREATE TABLE conversation (
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	program TEXT NOT NULL, 
	head TEXT, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
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
	steps INTEGER, 
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
CREATE TABLE feedback (
	message INTEGER NOT NULL, 
	rating TEXT, 
	comment TEXT NOT NULL, 
	corrections TEXT NOT NULL, 
	given_at INTEGER NOT NULL, 
	PRIMARY KEY (message), 
	CONSTRAINT feedback_rating CHECK (rating IN ('up', 'down')), 
	FOREIGN KEY(message) REFERENCES message ("key") ON DELETE CASCADE
)
 STRICT

;
CREATE VIRTUAL TABLE words USING fts5(owner, title, text, content='searched', content_rowid='key', columnsize=0, prefix='3 4', tokenize='unicode61 remove_diacritics 2');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO "conversation" VALUES ('49ffccabd405a69ddc89984884b1b062', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', '46e64f8440ce0a3d62761b9f358f581e', 1795392565475, 1795392565669);
INSERT INTO "conversation" VALUES ('931195d7398f5b1cdd39d08872577eee', '[say: 42][say reasoning: six times seven]', 'think', '0f74af817c03e6f751935a62397992d2', 1795392565716, 1795392565716);
INSERT INTO "conversation" VALUES ('47948cf9805a8e3779f335c089f4af89', '[bench n=12 fail=400]', 'chat', 'a5a0130fa58ab569177be5ffa1695da2', 1795392565768, 1795392565768);
INSERT INTO "conversation" VALUES ('bbb247753805571c24b6f96c4f7cc5ca', '[bench n=2000 rate=40] and is stopped', 'chat', '452e77e5bfd4cebf591569147a614751', 1795392565804, 1795392565804);
INSERT INTO "conversation" VALUES ('00bcdcb80c1443dd152384eebb3e4269', '[bench n=2000 rate=40] and the server is killed', 'chat', 'ded2119a0df70bca3cfd347c776dadde', 1795392565965, 1795392565965);
INSERT INTO "conversation" VALUES ('727974a781a30b6122a3c3e5416f023c', '[bench n=2000 rate=40] and never ends', 'chat', 'b38d91646a6a7c0e568bd381cda07a69', 1795392573630, 1795392573630);
INSERT INTO "message" VALUES (1, '7a6d5a6440d06984de6b1046c742a63e', '49ffccabd405a69ddc89984884b1b062', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795392565475, NULL);
INSERT INTO "message" VALUES (2, 'f1107971236d96bfc9ba566a54b00161', '49ffccabd405a69ddc89984884b1b062', '7a6d5a6440d06984de6b1046c742a63e', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795392565475, NULL);
INSERT INTO "message" VALUES (3, '555cc7068f05e4a9b535c3664c918719', '49ffccabd405a69ddc89984884b1b062', 'f1107971236d96bfc9ba566a54b00161', 'user', '[say: It is on the Seine.]', '{}', 1795392565552, NULL);
INSERT INTO "message" VALUES (4, '124a29394d873f63dc91860539cee210', '49ffccabd405a69ddc89984884b1b062', '555cc7068f05e4a9b535c3664c918719', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795392565552, NULL);
INSERT INTO "message" VALUES (5, 'b07b140cf4d3235363aa386861f9059a', '49ffccabd405a69ddc89984884b1b062', 'f1107971236d96bfc9ba566a54b00161', 'user', '[bench n=30]', '{}', 1795392565669, NULL);
INSERT INTO "message" VALUES (6, '46e64f8440ce0a3d62761b9f358f581e', '49ffccabd405a69ddc89984884b1b062', 'b07b140cf4d3235363aa386861f9059a', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795392565669, NULL);
INSERT INTO "message" VALUES (7, '91558b4c2bf09d28ddfb25e66958b6bc', '931195d7398f5b1cdd39d08872577eee', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795392565716, NULL);
INSERT INTO "message" VALUES (8, '0f74af817c03e6f751935a62397992d2', '931195d7398f5b1cdd39d08872577eee', '91558b4c2bf09d28ddfb25e66958b6bc', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795392565716, NULL);
INSERT INTO "message" VALUES (9, 'a252f9d417ef05381464afd347bf53bb', '47948cf9805a8e3779f335c089f4af89', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795392565768, NULL);
INSERT INTO "message" VALUES (10, 'a5a0130fa58ab569177be5ffa1695da2', '47948cf9805a8e3779f335c089f4af89', 'a252f9d417ef05381464afd347bf53bb', 'assistant', '', '{}', 1795392565768, NULL);
INSERT INTO "message" VALUES (11, '73783ad22bd4bf5b15b2a817519cfef3', 'bbb247753805571c24b6f96c4f7cc5ca', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795392565804, NULL);
INSERT INTO "message" VALUES (12, '452e77e5bfd4cebf591569147a614751', 'bbb247753805571c24b6f96c4f7cc5ca', '73783ad22bd4bf5b15b2a817519cfef3', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795392565804, NULL);
INSERT INTO "message" VALUES (13, 'a270ee9c6f2a667325c5a342a8cbe2c1', '00bcdcb80c1443dd152384eebb3e4269', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795392565965, NULL);
INSERT INTO "message" VALUES (14, 'ded2119a0df70bca3cfd347c776dadde', '00bcdcb80c1443dd152384eebb3e4269', 'a270ee9c6f2a667325c5a342a8cbe2c1', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795392565965, NULL);
INSERT INTO "message" VALUES (15, '4a62dde17ccfec5f13ad7d2795ba53b1', '727974a781a30b6122a3c3e5416f023c', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795392573630, NULL);
INSERT INTO "message" VALUES (16, 'b38d91646a6a7c0e568bd381cda07a69', '727974a781a30b6122a3c3e5416f023c', '4a62dde17ccfec5f13ad7d2795ba53b1', 'assistant', '', '{}', 1795392573630, NULL);
INSERT INTO "run" VALUES (1, '58869f5220086e1eb7259553bb9eb708', '49ffccabd405a69ddc89984884b1b062', 'f1107971236d96bfc9ba566a54b00161', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"58869f5220086e1eb7259553bb9eb708","seq":1,"t":0,"v":1,"conversation":"49ffccabd405a69ddc89984884b1b062","message":"f1107971236d96bfc9ba566a54b00161","parent":"7a6d5a6440d06984de6b1046c742a63e","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392565475}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 34, 'c2e4caf0e8cb90cb3224e03d2e5d6fe1', NULL, 1795392565475, 1795392565528, 0);
INSERT INTO "run" VALUES (2, '105104927c0093fc44e378f08f113baa', '49ffccabd405a69ddc89984884b1b062', '124a29394d873f63dc91860539cee210', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"105104927c0093fc44e378f08f113baa","seq":1,"t":0,"v":1,"conversation":"49ffccabd405a69ddc89984884b1b062","message":"124a29394d873f63dc91860539cee210","parent":"555cc7068f05e4a9b535c3664c918719","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392565552}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 23, 'c2e4caf0e8cb90cb3224e03d2e5d6fe1', NULL, 1795392565552, 1795392565624, 0);
INSERT INTO "run" VALUES (3, '747a3795bce7d439680cda2b7cd3ded1', '49ffccabd405a69ddc89984884b1b062', '46e64f8440ce0a3d62761b9f358f581e', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"747a3795bce7d439680cda2b7cd3ded1","seq":1,"t":0,"v":1,"conversation":"49ffccabd405a69ddc89984884b1b062","message":"46e64f8440ce0a3d62761b9f358f581e","parent":"b07b140cf4d3235363aa386861f9059a","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392565669}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 20, 'c2e4caf0e8cb90cb3224e03d2e5d6fe1', NULL, 1795392565669, 1795392565705, 0);
INSERT INTO "run" VALUES (4, 'a63cf470c112a9ffe1af4cd129886164', '931195d7398f5b1cdd39d08872577eee', '0f74af817c03e6f751935a62397992d2', 'think', 'openai/bench', 'completed', '{"type":"start","run":"a63cf470c112a9ffe1af4cd129886164","seq":1,"t":0,"v":1,"conversation":"931195d7398f5b1cdd39d08872577eee","message":"0f74af817c03e6f751935a62397992d2","parent":"91558b4c2bf09d28ddfb25e66958b6bc","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795392565716}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 7, 'c2e4caf0e8cb90cb3224e03d2e5d6fe1', NULL, 1795392565716, 1795392565753, 0);
INSERT INTO "run" VALUES (5, 'a10fa72e262031d7d12d90fb37b5191f', '47948cf9805a8e3779f335c089f4af89', 'a5a0130fa58ab569177be5ffa1695da2', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"a10fa72e262031d7d12d90fb37b5191f","seq":1,"t":0,"v":1,"conversation":"47948cf9805a8e3779f335c089f4af89","message":"a5a0130fa58ab569177be5ffa1695da2","parent":"a252f9d417ef05381464afd347bf53bb","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392565768}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"a5587f046698"}', 11, 'c2e4caf0e8cb90cb3224e03d2e5d6fe1', NULL, 1795392565768, 1795392565793, 0);
INSERT INTO "run" VALUES (6, 'fed654ba1e537019b30dd16dbf20a62c', 'bbb247753805571c24b6f96c4f7cc5ca', '452e77e5bfd4cebf591569147a614751', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"fed654ba1e537019b30dd16dbf20a62c","seq":1,"t":0,"v":1,"conversation":"bbb247753805571c24b6f96c4f7cc5ca","message":"452e77e5bfd4cebf591569147a614751","parent":"73783ad22bd4bf5b15b2a817519cfef3","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392565804}', NULL, NULL, 140, 'c2e4caf0e8cb90cb3224e03d2e5d6fe1', NULL, 1795392565804, 1795392565949, 0);
INSERT INTO "run" VALUES (7, '670c47121883cbca2d886d9421cf49a4', '00bcdcb80c1443dd152384eebb3e4269', 'ded2119a0df70bca3cfd347c776dadde', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"670c47121883cbca2d886d9421cf49a4","seq":1,"t":0,"v":1,"conversation":"00bcdcb80c1443dd152384eebb3e4269","message":"ded2119a0df70bca3cfd347c776dadde","parent":"a270ee9c6f2a667325c5a342a8cbe2c1","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392565965}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 138, 'c2e4caf0e8cb90cb3224e03d2e5d6fe1', NULL, 1795392565965, 1795392572696, 0);
INSERT INTO "run" VALUES (8, '66dd6fc03b527b74c83133c4735c0a7b', '727974a781a30b6122a3c3e5416f023c', 'b38d91646a6a7c0e568bd381cda07a69', 'chat', 'openai/bench', 'running', '{"type":"start","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":1,"t":0,"v":1,"conversation":"727974a781a30b6122a3c3e5416f023c","message":"b38d91646a6a7c0e568bd381cda07a69","parent":"4a62dde17ccfec5f13ad7d2795ba53b1","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33771/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795392573630}', NULL, NULL, NULL, 'b4d8ba18c79279bffd5dccb4591fa153', NULL, 1795392573630, NULL, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'9D702E3545CFF5D82AADEC449A2E36688D3595DBD0378C0DEF6895571C62CB22', X'01ABC651BC109B2C8CC0C9C2D898604901F5165A288343DE1035A91A1B2B0524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4808AAF18252E4A7D6342C83728E51C76BF4072AD05CE828858B79842DC62825C56915434191A204A190B78316368815A28A17882B0665CA594B1098E728A58EF9AC1BD8BAD280300');
INSERT INTO "run_events" VALUES (2, 6, X'C3680ACB5F45C2C51D728F9D4AC6E451D8F5FA61BDFA6C94B38B0E98BE95977B', X'01ABC651BC109B2C8CC0C9C2C888604901F5165A288343DE1035A91A192979962864162BE443C2293835332F558F8B52979A1072294A1986DD9D901C696488B39421D631A610C71823174424953B86068822C4145E86189AA2963828BE20AC19571164648CA31022D6BB6670EF622BA700');
INSERT INTO "run_events" VALUES (3, 6, X'031F4E26C7034A62F7C61F9D987299A9E0BF6DB158EE127F08926D724B696C6B', X'01A594510AC3201044FF7B8AD21338138DCDD97AF9FA6C496288C452C1F97BB03B2CEFD5D1CBE859B89E85F2A529BE6B1D5AAECDAB3D55E54728EF5EBE081313118944CC44269EC45242108210842004210841084210823084210C61084318C21086308497DBBF5DC5ABAE1A8B9E37F5718252D773A3C3A43A8CC35E853F994F6193D814568DC583F49A3506E89E061D3A221C5D785E173E73E51B');
INSERT INTO "run_events" VALUES (4, 7, X'7399E9AE3D777BE3297EA527FC3B64CD5A9F64F89294D6395EB3AA0831ED48A9', X'01ABC65184119BF48CC049CF94606104F5185A3482A3D6109C1B1021CAC965AA549C59A15092094C96C078284BCD43CD2D26465C943ADB9480B351CA4CEC8E86940046380B35629D6206768A1971C59E89114AB1676284A5D8333440946086F022CCD010B5C043F11461CDB84A40331C4520B1BE3707FBDE1C7B210900');
INSERT INTO "run_events" VALUES (5, 5, X'05722EFCD8896DF10447AD28B23EBFB7CAD0005BD94E0D79BD3A5D2FDB18EB50', X'01ABC651BC109B2C8CC0C9C292604101F5155A208303DE1039D392E90C6302CE801531789D81544481F5C703CB94D2E2D414687965849C13518A2C625D690276A5A121BC54C3B0069E47428009042CAB0095052799A2D4C2D2D4E2123DD402105A58404AC04453530BF334031333334B0B251C6507B1EE3585BB175EBCA401C30754B60000');
INSERT INTO "run_events" VALUES (6, 9, X'C6B07A1588C996A69BE83A32CB7D4D0C02F46DCE7F3CEFBFF0AFA0A3B720618C', X'01ABC651BC109B2C8CC0C9C284604101F5155A208303DE1035A59A2819000197919992029036E4323205338C600C6318C304C630C59E4388F58225D80B86260648B9A8B824BFA000948700');
INSERT INTO "run_events" VALUES (7, 10, X'FC2EB9B22A400DD731510E8B8B0718D406B5D6EB5E12B8DA4912E38E5C808601', X'01ABC651BC109B2C8CC0C9C2D084604901F5165A288343DE1035A91A9A009393810197B19992029036E4323201338CB80CCDC10C632E234330C384CB08A2C6940B476142AC372C21DE30B680173899792540A34A0B40390939F18620A2BBB824BFA000189FE5199939A9C028CD2C064772522A30561520DE494DD1530829AA54484C4FCCCCD3C32CB770646EA233A501C2DDF01200D9E5B500');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":25,"ms":8,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":1,"ms":21,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":1,"ms":15,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":3,"ms":2,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":6,"ms":2,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":1,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
DELETE FROM "words_data";
INSERT INTO "words_data" VALUES (1, X'0E0E2E6E');
INSERT INTO "words_data" VALUES (10, X'00000000010E0E000E0101010201010301010401010501010601010701010801010901010A01010B01010C01010D01010E0101');
INSERT INTO "words_data" VALUES (137438953473, X'000000F3023061010C01010701020702026E64010C0101060102060106677275C39F65010C01010401020401026F3101020201057061726973010C010103010203010571756F7465010C0101080102080103736179010C0101020102020103746F6F010C0101090102090104F09FA596010C010105010205000431616E64010C0101060102060103677275010C0101040102040103706172010C010103010203010371756F010C0101080102080103736179010C0101020102020103746F6F010C010109010209000632677275C39F010C010104010204010470617269010C010103010203010471756F74010C010108010208040B0C10070F0F0D0D0E0E0D0D0D0D0D100E');
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
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_conversation ON message (conversation, "key");
CREATE INDEX message_by_parent ON message (parent) WHERE parent IS NOT NULL;
CREATE INDEX message_first ON message (conversation) WHERE parent IS NULL;
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
