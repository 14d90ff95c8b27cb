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
INSERT INTO "conversation" VALUES ('d83e467ca912ef631208651e571787b5', '[say: Paris. «Grüße» 🥖', 'chat', '4e3a3f43868f2ac107d1c264c19b3a71', 1795393202603, 1795393202875, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('5057a8687f264e1dad8becabae0d6b08', '[say: 42][say reasoning: six times seven]', 'think', 'f753bfedcbde6611b87c8985fe663421', 1795393202939, 1795393202939, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('cc947815b06125bef62fcc66333ef345', '[bench n=12 fail=400]', 'chat', '9a14a02671b72ef812f7744b2dbb8f53', 1795393203065, 1795393203065, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('d99a951fdd16fdac2fff5789f9e60086', '[bench n=2000 rate=40] and is stopped', 'chat', '0243cbc87689e568bdb786d719f891d3', 1795393203218, 1795393203218, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('1c50d81f642020c51525b6d976eef313', '[bench n=2000 rate=40] and the server is killed', 'chat', '90b392d0b190429fb59918c804e56663', 1795393203379, 1795393203379, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('e65112b3d4c52a2332c5eafc57dd3551', '[bench n=2000 rate=40] and never ends', 'chat', '05902c0ebf2e24bd53c189fa1e34007f', 1795393212181, 1795393212181, 0, 0, NULL);
INSERT INTO "message" VALUES (1, '43a2c59d867b4abdba96ec8f39c7d35b', 'd83e467ca912ef631208651e571787b5', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795393202603, NULL);
INSERT INTO "message" VALUES (2, '8ceff79dd7d0c8a40414088ad92d04a2', 'd83e467ca912ef631208651e571787b5', '43a2c59d867b4abdba96ec8f39c7d35b', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795393202603, NULL);
INSERT INTO "message" VALUES (3, '9bda8b1e988eced9fd1f71246f36aad4', 'd83e467ca912ef631208651e571787b5', '8ceff79dd7d0c8a40414088ad92d04a2', 'user', '[say: It is on the Seine.]', '{}', 1795393202801, NULL);
INSERT INTO "message" VALUES (4, 'a3d44820b425b5fb903bc4026adb8e9e', 'd83e467ca912ef631208651e571787b5', '9bda8b1e988eced9fd1f71246f36aad4', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795393202801, NULL);
INSERT INTO "message" VALUES (5, '4cc822a52fd08bcd116cdc726a3d6f68', 'd83e467ca912ef631208651e571787b5', '8ceff79dd7d0c8a40414088ad92d04a2', 'user', '[bench n=30]', '{}', 1795393202875, NULL);
INSERT INTO "message" VALUES (6, '4e3a3f43868f2ac107d1c264c19b3a71', 'd83e467ca912ef631208651e571787b5', '4cc822a52fd08bcd116cdc726a3d6f68', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795393202875, NULL);
INSERT INTO "message" VALUES (7, '18cfcf5efa46fb754201ac6b0af983a2', '5057a8687f264e1dad8becabae0d6b08', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795393202939, NULL);
INSERT INTO "message" VALUES (8, 'f753bfedcbde6611b87c8985fe663421', '5057a8687f264e1dad8becabae0d6b08', '18cfcf5efa46fb754201ac6b0af983a2', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795393202939, NULL);
INSERT INTO "message" VALUES (9, 'cf89570d493e1862ab4a77f2678669c5', 'cc947815b06125bef62fcc66333ef345', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795393203065, NULL);
INSERT INTO "message" VALUES (10, '9a14a02671b72ef812f7744b2dbb8f53', 'cc947815b06125bef62fcc66333ef345', 'cf89570d493e1862ab4a77f2678669c5', 'assistant', '', '{}', 1795393203065, NULL);
INSERT INTO "message" VALUES (11, 'cce0a5b2e9b281f52ceae58f8049f431', 'd99a951fdd16fdac2fff5789f9e60086', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795393203218, NULL);
INSERT INTO "message" VALUES (12, '0243cbc87689e568bdb786d719f891d3', 'd99a951fdd16fdac2fff5789f9e60086', 'cce0a5b2e9b281f52ceae58f8049f431', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795393203218, NULL);
INSERT INTO "message" VALUES (13, '5388d53d5a65da3591999e872ced39f3', '1c50d81f642020c51525b6d976eef313', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795393203379, NULL);
INSERT INTO "message" VALUES (14, '90b392d0b190429fb59918c804e56663', '1c50d81f642020c51525b6d976eef313', '5388d53d5a65da3591999e872ced39f3', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795393203379, NULL);
INSERT INTO "message" VALUES (15, '6787305d334858411b8efc0566c1a082', 'e65112b3d4c52a2332c5eafc57dd3551', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795393212181, NULL);
INSERT INTO "message" VALUES (16, '05902c0ebf2e24bd53c189fa1e34007f', 'e65112b3d4c52a2332c5eafc57dd3551', '6787305d334858411b8efc0566c1a082', 'assistant', '', '{}', 1795393212181, NULL);
INSERT INTO "run" VALUES (1, '42f0a15c3a0e81418ac8355346a56052', 'd83e467ca912ef631208651e571787b5', '8ceff79dd7d0c8a40414088ad92d04a2', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"42f0a15c3a0e81418ac8355346a56052","seq":1,"t":0,"v":1,"conversation":"d83e467ca912ef631208651e571787b5","message":"8ceff79dd7d0c8a40414088ad92d04a2","parent":"43a2c59d867b4abdba96ec8f39c7d35b","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795393202603}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 117, '7a06b111fd721045bed577043d6c74e3', NULL, 1795393202603, 1795393202731, 0);
INSERT INTO "run" VALUES (2, 'e49834286ac50f69163b79c4e3e01dbc', 'd83e467ca912ef631208651e571787b5', 'a3d44820b425b5fb903bc4026adb8e9e', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"e49834286ac50f69163b79c4e3e01dbc","seq":1,"t":0,"v":1,"conversation":"d83e467ca912ef631208651e571787b5","message":"a3d44820b425b5fb903bc4026adb8e9e","parent":"9bda8b1e988eced9fd1f71246f36aad4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795393202801}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 14, '7a06b111fd721045bed577043d6c74e3', NULL, 1795393202801, 1795393202864, 0);
INSERT INTO "run" VALUES (3, 'ca0e96f6540cf18beee16d309b2eecef', 'd83e467ca912ef631208651e571787b5', '4e3a3f43868f2ac107d1c264c19b3a71', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"ca0e96f6540cf18beee16d309b2eecef","seq":1,"t":0,"v":1,"conversation":"d83e467ca912ef631208651e571787b5","message":"4e3a3f43868f2ac107d1c264c19b3a71","parent":"4cc822a52fd08bcd116cdc726a3d6f68","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795393202875}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 6, '7a06b111fd721045bed577043d6c74e3', NULL, 1795393202875, 1795393202899, 0);
INSERT INTO "run" VALUES (4, '4bd7c698180892ff6c16fa9c336ca05f', '5057a8687f264e1dad8becabae0d6b08', 'f753bfedcbde6611b87c8985fe663421', 'think', 'openai/bench', 'completed', '{"type":"start","run":"4bd7c698180892ff6c16fa9c336ca05f","seq":1,"t":0,"v":1,"conversation":"5057a8687f264e1dad8becabae0d6b08","message":"f753bfedcbde6611b87c8985fe663421","parent":"18cfcf5efa46fb754201ac6b0af983a2","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795393202939}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 7, '7a06b111fd721045bed577043d6c74e3', NULL, 1795393202939, 1795393202967, 0);
INSERT INTO "run" VALUES (5, 'fb18c6a1bd7e6efe7d77b38328905bb3', 'cc947815b06125bef62fcc66333ef345', '9a14a02671b72ef812f7744b2dbb8f53', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"fb18c6a1bd7e6efe7d77b38328905bb3","seq":1,"t":0,"v":1,"conversation":"cc947815b06125bef62fcc66333ef345","message":"9a14a02671b72ef812f7744b2dbb8f53","parent":"cf89570d493e1862ab4a77f2678669c5","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795393203065}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"a88d9f08fff5"}', 18, '7a06b111fd721045bed577043d6c74e3', NULL, 1795393203065, 1795393203176, 0);
INSERT INTO "run" VALUES (6, 'ffb2e9eef919e819419a5be3e1a90988', 'd99a951fdd16fdac2fff5789f9e60086', '0243cbc87689e568bdb786d719f891d3', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"ffb2e9eef919e819419a5be3e1a90988","seq":1,"t":0,"v":1,"conversation":"d99a951fdd16fdac2fff5789f9e60086","message":"0243cbc87689e568bdb786d719f891d3","parent":"cce0a5b2e9b281f52ceae58f8049f431","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795393203218}', NULL, NULL, 138, '7a06b111fd721045bed577043d6c74e3', NULL, 1795393203218, 1795393203363, 0);
INSERT INTO "run" VALUES (7, '7328eb903fcc24ceeac8309dd3da8969', '1c50d81f642020c51525b6d976eef313', '90b392d0b190429fb59918c804e56663', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"7328eb903fcc24ceeac8309dd3da8969","seq":1,"t":0,"v":1,"conversation":"1c50d81f642020c51525b6d976eef313","message":"90b392d0b190429fb59918c804e56663","parent":"5388d53d5a65da3591999e872ced39f3","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795393203379}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 134, '7a06b111fd721045bed577043d6c74e3', NULL, 1795393203379, 1795393210877, 0);
INSERT INTO "run" VALUES (8, '04bba51ead67a68cf6b96f53c179f017', 'e65112b3d4c52a2332c5eafc57dd3551', '05902c0ebf2e24bd53c189fa1e34007f', 'chat', 'openai/bench', 'running', '{"type":"start","run":"04bba51ead67a68cf6b96f53c179f017","seq":1,"t":0,"v":1,"conversation":"e65112b3d4c52a2332c5eafc57dd3551","message":"05902c0ebf2e24bd53c189fa1e34007f","parent":"6787305d334858411b8efc0566c1a082","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:39839/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795393212181}', NULL, NULL, NULL, '8bbd16fefc38f1e1b1fdd181a1309328', NULL, 1795393212181, NULL, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'A4069A9AE0F6D3FF3C4DB2D172A6115FAD2C1BB8FB880D2607DFB0C284721674', X'01ABC651BC109B2C8CC0C9C2D0D090605101F5175A308383DE1035AD1A1A9A2B0524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4800AB018252E4AFD6302F58F394EFFA01475D87D03C9B846A6380B23625D638A700DA2C022A97C323440143516F0B2C6D002B56442F10661CDB88A2AA043719456C47AD80CE1616C251A00');
INSERT INTO "run_events" VALUES (2, 6, X'00CE54C9395AD7DB24FAF5EFFC6B42CD00CD6C90A6FA9B0E165CCA92A3011EE0', X'01ABC651BC109B2C8CC0C9C2D088604901F5165A288343DE1035A91A1A2979962864162BE443C2293835332F558F8B52979A405C6A82D3A528651876774272A4A131CE528658C798C21D832888482A770C0D10458829BC0C3134452D71507C415833AE22C8D004472144AC77CDE0DEC5564E0100');
INSERT INTO "run_events" VALUES (3, 6, X'4C35F5204B8AB734F44CDC6A2EB81479FC91F907643E1735413254FC8385D5D8', X'01A5945B0A02311004FF3D85788274E7A17B362F6F2AAB2E59366CC440FAAF60A619EA39D0CBEC59B89D453E15C57BAB5DC9AD78F5979A6FA1BE6BFD224C4422119928C49D78104B0D41084210821084200421084108C210863084210C61084318C2105E2EFF36954E9AEA147ADCD32A843874DCEC28F933CA66C19FA4A7B0F92B86AFC1D2CE77DD1213F4C88079A0C0D9754B5BB71C4BF205');
INSERT INTO "run_events" VALUES (4, 7, X'0B1A82FBACC728C589BCDF885D8C6F4D774E8D20168E93AF674CF6CB3FDBB8D0', X'01ABC65184119BF48CC049CF8C606104F5185A3482A3D6109C1B1021CAC965A6549C59A15092094C96C078284BCD43CD2D26465C943ADB9480B351CA4CEC8E86940046380B35629D6206768A3971C59E89114AB1676284A5D8333440946086F022CCD010B5C043F11461CDB84A40731C4520B1BE3787F91E5B210900');
INSERT INTO "run_events" VALUES (5, 5, X'997469D3ABC5C0F7ABB628AA9010AA877BF31CD6936BBA81F29E2F6F40579607', X'01ABC651BC109B2C8CC0C9C2D094604901F5165A288343DE1039D792E90E6342EE80153278DD81544881F5C7034B95D2E2D414688965899C17510A2D629D690271A605BC5CC3B0069E4B428049042CAB009505279AA2D4C2D2D4E2123DD422105A5C40CAC0440B8B14CB34038BB4B43453251CA507B1EE3585BB175EC0A401C30754BA0000');
INSERT INTO "run_events" VALUES (6, 9, X'CA2D5BA32C93F7E0E93C32B3E6B1B606054F81D3C331CAD3BF462EA3B6A8D493', X'01ABC651BC109B2C8CC0C9C28C604101F5155A208303DE1035A59A291900019791A99202903684318CB88C4CC00C632E233330C30426658A3D8710EB054BB0170C8D2D90725171497E4101280F0100');
INSERT INTO "run_events" VALUES (7, 10, X'7E850111DE80787B26A886C81FEC7925076CE36A580C0BF792DD1C021A62BB55', X'01ABC651BC109B2C8CC0C9C294604101F5155A208303DE1035A59A2A1900019791A992029036E4323203338C6022C63086099791059861CA85A32821D61396604F181A9BC08B9BCCBC12A051A505A07C849C744310915D5C925F50008CCDF28CCC9C546084661683A338291518A70A10DFA4A6E8298414552A24A62766E6E961965A38B236D159D200E16E78FE4776792D00');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":91,"ms":25,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":1,"ms":13,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":1,"ms":3,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":3,"ms":2,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":6,"ms":9,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":1,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
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
INSERT INTO "alembic_version" VALUES ('0008');
CREATE INDEX conversation_deleted ON conversation (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX conversation_listed ON conversation (archived, pinned, updated_at, id) WHERE deleted_at IS NULL;
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
