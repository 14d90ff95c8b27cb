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
CREATE VIRTUAL TABLE words USING fts5(owner, title, text, content='searched', content_rowid='key', columnsize=0, prefix='3', tokenize='unicode61 remove_diacritics 2');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO "conversation" VALUES ('50094491dd5bcf9d758565306b3b8da5', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', '816e53589a669c21a8a380de2b4a931c', 1795382538533, 1795382539440);
INSERT INTO "conversation" VALUES ('26b5209db9237745f613b57d2d256750', '[say: 42][say reasoning: six times seven]', 'think', '278e93dc9089c8fdbbf23e465c098846', 1795382539643, 1795382539643);
INSERT INTO "conversation" VALUES ('28f95a37231b8bdb2ace0787e1917f8b', '[bench n=12 fail=400]', 'chat', '03d9a44308c097c965afd42be31750c1', 1795382540018, 1795382540018);
INSERT INTO "conversation" VALUES ('a32801c930eacd0598ec7f18d5876390', '[bench n=2000 rate=40] and is stopped', 'chat', '25a281d49f2bccd59fb513ece8295da0', 1795382540309, 1795382540309);
INSERT INTO "conversation" VALUES ('7a4c17819015ff9de78c7add83ef0b73', '[bench n=2000 rate=40] and the server is killed', 'chat', 'f26f25d208dcf04ba4dddda44dd83e52', 1795382540621, 1795382540621);
INSERT INTO "conversation" VALUES ('d2aeb3b7dd4ce5125150a329e89e75d6', '[bench n=2000 rate=40] and never ends', 'chat', 'c44190af3c471f6d01c576b49ec0538d', 1795382552659, 1795382552659);
INSERT INTO "message" VALUES (1, 'fc45be375e828fd6f13c0a839bc59e68', '50094491dd5bcf9d758565306b3b8da5', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795382538533);
INSERT INTO "message" VALUES (2, '4e44bcbc41587be34564ec0ff44a36a8', '50094491dd5bcf9d758565306b3b8da5', 'fc45be375e828fd6f13c0a839bc59e68', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795382538533);
INSERT INTO "message" VALUES (3, 'bedd625204351ab5caae7d3ec92de19e', '50094491dd5bcf9d758565306b3b8da5', '4e44bcbc41587be34564ec0ff44a36a8', 'user', '[say: It is on the Seine.]', '{}', 1795382539179);
INSERT INTO "message" VALUES (4, 'e535654024b1c464c791976bcd68d27e', '50094491dd5bcf9d758565306b3b8da5', 'bedd625204351ab5caae7d3ec92de19e', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795382539179);
INSERT INTO "message" VALUES (5, 'c659bbb8e1943a18d8900518ec8a6436', '50094491dd5bcf9d758565306b3b8da5', '4e44bcbc41587be34564ec0ff44a36a8', 'user', '[bench n=30]', '{}', 1795382539440);
INSERT INTO "message" VALUES (6, '816e53589a669c21a8a380de2b4a931c', '50094491dd5bcf9d758565306b3b8da5', 'c659bbb8e1943a18d8900518ec8a6436', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795382539440);
INSERT INTO "message" VALUES (7, '39589a1d2139975f696b014acd9f8fa3', '26b5209db9237745f613b57d2d256750', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795382539643);
INSERT INTO "message" VALUES (8, '278e93dc9089c8fdbbf23e465c098846', '26b5209db9237745f613b57d2d256750', '39589a1d2139975f696b014acd9f8fa3', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795382539643);
INSERT INTO "message" VALUES (9, 'b719efd652924f81a820da6bd914473c', '28f95a37231b8bdb2ace0787e1917f8b', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795382540018);
INSERT INTO "message" VALUES (10, '03d9a44308c097c965afd42be31750c1', '28f95a37231b8bdb2ace0787e1917f8b', 'b719efd652924f81a820da6bd914473c', 'assistant', '', '{}', 1795382540018);
INSERT INTO "message" VALUES (11, '7b4e03792f235cbee8fc5e69a2be2a0a', 'a32801c930eacd0598ec7f18d5876390', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795382540309);
INSERT INTO "message" VALUES (12, '25a281d49f2bccd59fb513ece8295da0', 'a32801c930eacd0598ec7f18d5876390', '7b4e03792f235cbee8fc5e69a2be2a0a', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795382540309);
INSERT INTO "message" VALUES (13, 'a4d53268c743988194c6eb06b567de27', '7a4c17819015ff9de78c7add83ef0b73', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795382540621);
INSERT INTO "message" VALUES (14, 'f26f25d208dcf04ba4dddda44dd83e52', '7a4c17819015ff9de78c7add83ef0b73', 'a4d53268c743988194c6eb06b567de27', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795382540621);
INSERT INTO "message" VALUES (15, 'a12825a7a63d278673fea7a310ecc3ba', 'd2aeb3b7dd4ce5125150a329e89e75d6', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795382552659);
INSERT INTO "message" VALUES (16, 'c44190af3c471f6d01c576b49ec0538d', 'd2aeb3b7dd4ce5125150a329e89e75d6', 'a12825a7a63d278673fea7a310ecc3ba', 'assistant', '', '{}', 1795382552659);
INSERT INTO "run" VALUES (1, '1eaa9550fbe2cb639912bb49001b9642', '50094491dd5bcf9d758565306b3b8da5', '4e44bcbc41587be34564ec0ff44a36a8', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"1eaa9550fbe2cb639912bb49001b9642","seq":1,"t":0,"v":1,"conversation":"50094491dd5bcf9d758565306b3b8da5","message":"4e44bcbc41587be34564ec0ff44a36a8","parent":"fc45be375e828fd6f13c0a839bc59e68","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795382538533}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 261, 'b7770e59076751dd4a00e3d2487dcb89', NULL, 1795382538533, 1795382538822);
INSERT INTO "run" VALUES (2, 'f4824718e0ce66ff07f8b381e8a29075', '50094491dd5bcf9d758565306b3b8da5', 'e535654024b1c464c791976bcd68d27e', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"f4824718e0ce66ff07f8b381e8a29075","seq":1,"t":0,"v":1,"conversation":"50094491dd5bcf9d758565306b3b8da5","message":"e535654024b1c464c791976bcd68d27e","parent":"bedd625204351ab5caae7d3ec92de19e","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795382539179}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 27, 'b7770e59076751dd4a00e3d2487dcb89', NULL, 1795382539179, 1795382539225);
INSERT INTO "run" VALUES (3, 'bea0483fbe1a1508e8b6d41ed6fdbbd3', '50094491dd5bcf9d758565306b3b8da5', '816e53589a669c21a8a380de2b4a931c', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"bea0483fbe1a1508e8b6d41ed6fdbbd3","seq":1,"t":0,"v":1,"conversation":"50094491dd5bcf9d758565306b3b8da5","message":"816e53589a669c21a8a380de2b4a931c","parent":"c659bbb8e1943a18d8900518ec8a6436","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795382539440}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 20, 'b7770e59076751dd4a00e3d2487dcb89', NULL, 1795382539440, 1795382539492);
INSERT INTO "run" VALUES (4, 'f3a137a506ddeaf9b90ff4b2e4d264ab', '26b5209db9237745f613b57d2d256750', '278e93dc9089c8fdbbf23e465c098846', 'think', 'openai/bench', 'completed', '{"type":"start","run":"f3a137a506ddeaf9b90ff4b2e4d264ab","seq":1,"t":0,"v":1,"conversation":"26b5209db9237745f613b57d2d256750","message":"278e93dc9089c8fdbbf23e465c098846","parent":"39589a1d2139975f696b014acd9f8fa3","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795382539643}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 43, 'b7770e59076751dd4a00e3d2487dcb89', NULL, 1795382539643, 1795382539731);
INSERT INTO "run" VALUES (5, 'cf39853acdf4f7a34fe3b68af760e4e5', '28f95a37231b8bdb2ace0787e1917f8b', '03d9a44308c097c965afd42be31750c1', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"cf39853acdf4f7a34fe3b68af760e4e5","seq":1,"t":0,"v":1,"conversation":"28f95a37231b8bdb2ace0787e1917f8b","message":"03d9a44308c097c965afd42be31750c1","parent":"b719efd652924f81a820da6bd914473c","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795382540018}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"ef55a9c910be"}', 99, 'b7770e59076751dd4a00e3d2487dcb89', NULL, 1795382540018, 1795382540148);
INSERT INTO "run" VALUES (6, 'd9a73cb2792e2d25c4812098a94ca9b0', 'a32801c930eacd0598ec7f18d5876390', '25a281d49f2bccd59fb513ece8295da0', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"d9a73cb2792e2d25c4812098a94ca9b0","seq":1,"t":0,"v":1,"conversation":"a32801c930eacd0598ec7f18d5876390","message":"25a281d49f2bccd59fb513ece8295da0","parent":"7b4e03792f235cbee8fc5e69a2be2a0a","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795382540309}', NULL, NULL, 190, 'b7770e59076751dd4a00e3d2487dcb89', NULL, 1795382540309, 1795382540522);
INSERT INTO "run" VALUES (7, '85c91a99d5f1229c0bd040406fafda5c', '7a4c17819015ff9de78c7add83ef0b73', 'f26f25d208dcf04ba4dddda44dd83e52', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"85c91a99d5f1229c0bd040406fafda5c","seq":1,"t":0,"v":1,"conversation":"7a4c17819015ff9de78c7add83ef0b73","message":"f26f25d208dcf04ba4dddda44dd83e52","parent":"a4d53268c743988194c6eb06b567de27","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795382540621}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 143, 'b7770e59076751dd4a00e3d2487dcb89', NULL, 1795382540621, 1795382551255);
INSERT INTO "run" VALUES (8, 'f9c454aedfdc9d203dfd97b8820a61f9', 'd2aeb3b7dd4ce5125150a329e89e75d6', 'c44190af3c471f6d01c576b49ec0538d', 'chat', 'openai/bench', 'running', '{"type":"start","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":1,"t":0,"v":1,"conversation":"d2aeb3b7dd4ce5125150a329e89e75d6","message":"c44190af3c471f6d01c576b49ec0538d","parent":"a12825a7a63d278673fea7a310ecc3ba","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:40593/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795382552659}', NULL, NULL, NULL, 'e629d3017c5937055807669b1ae396ed', NULL, 1795382552659, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'438C76A001E69B6F9EB12581FCB16B32176767D5B2ABA5EE2A002FC95F817BA8', X'01ABC651BC109B2C8CC0C9C2D0C280605101F5175A308383DE1035AD1A9998280524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4800AB018252E4AFD6302F60FD00538FD8352D461F70D24E35A18E12C8C88758D29C4356606C8051649E593A101A2A8B18097358616A825138A37086BC65554011D8AA3B422D6C366500F1B622FD100');
INSERT INTO "run_events" VALUES (2, 6, X'0A86E9FA0EF7A8E0A55EE1046505305B914E019E99FDF1FE4853FE0278FE47BA', X'01ABC651BC109B2C8CC0C9C282604101F5155A208303DE1035A55A2879962864162BE44342293835332F558F8B52779A80DD69648ED3A1282518766742F2A39119CE328658C798C21D832886482A750C0D10058829BC043134452D6F507C415833AE02C8C81C471144AC77CDE0DEC5564A0100');
INSERT INTO "run_events" VALUES (3, 6, X'96D711E743BA10065DDDB8164B31E5314D8AFE3719D65E8FF95AC208C05D5A1E', X'01A594510AC2301044FF3D8578829D69DADAB37979F352494969306220F3F7607758DEABA397D1B370390BAD5F4DF159EBD472695EEDA93A1E91DF3D7F112626221133B1102BF124B61C8210842004210841084210821084210C61084318C21086308421BCDDFEED2A95AE1CDDAE1A8B5E37B53B415BD773A3C3CC759843853F994F71486C8AAAB174925EB3C600DDD3A0A323C2D18597BAF0952BDF');
INSERT INTO "run_events" VALUES (4, 7, X'58CCEFFDA7E411B9765FECF98035EDD03F2AA09E43ED10B1DD9EF115006ED19D', X'01ABC65184119BF48CC049CFD890606904F5195A3C82E3D6109C1D1041CAC96562AC549C59A15092094C98C098284BCD43CD2F26465C943ADC14EC7013639C0E472936B13B1B52089818E22CD888758C19DC31C4947D264628651F908B59F6191A208A314378396668885AEAA1788BB0665CC520301D612F0889F5BF39DCFFD8CA4A00');
INSERT INTO "run_events" VALUES (5, 5, X'3B23849FB71ECAC278BE36E1A837F12841258E45199155033AB82597DD892506', X'01ABC651BC109B2C8CC0C9C2D294604901F5165A288343DE1039D792E90E6342EE80153278DD81544881F5C7034B95D2E2D4146889658A9C17510A2D629D690271A625BC5CC3B0069E4B428049042CAB009505279AA2D4C2D2D4E2123DD422105A5C40CAC0D43453D344CB644B4383A454251CA507B1EE3585BB175EC0A401C30754BA0000');
INSERT INTO "run_events" VALUES (6, 9, X'E34D40D5DBF7DB30423AACFAC9C9410F21939A5D98F675A5F3FE2EF401CB4514', X'01ABC651BC109B2C8CC0C9C2C890604901F5165A288343DE1035A91A192A19000197918992029036E4323602338CB80C2DC00C639888094CC4147B1E21D61396604F185A1A20E5A3E292FC8202502E0200');
INSERT INTO "run_events" VALUES (7, 10, X'63D02C11D18B871C5494F2206530B2F1DC39B99FBD989A319725634B621730F6', X'01ABC651BC109B2C8CC0C9C2D082604901F5165A288343DE1035A91A5A2819000197919992029036E4323201338CB88C2CC10C632E234330C384CBC814CC30E5C2519810EB0D4B88374C8CE1054E665E09D0A8D202504E424EBC2188E82E2EC92F2800C6677946664E2A304A338BC1919C940A8C550588775253F414428A2A1512D31333F3F430CB2D1C999BE84C69807037BC044076792D00');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":161,"ms":82,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":1,"ms":26,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":1,"ms":19,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":1,"ms":41,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":90,"ms":5,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":5,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
DELETE FROM "words_data";
INSERT INTO "words_data" VALUES (1, X'0E0E2E6E');
INSERT INTO "words_data" VALUES (10, X'00000000010E0E000E0101010201010301010401010501010601010701010801010901010A01010B01010C01010D01010E0101');
INSERT INTO "words_data" VALUES (137438953473, X'000000C7023061010C01010701020702026E64010C0101060102060106677275C39F65010C01010401020401026F3101020201057061726973010C010103010203010571756F7465010C0101080102080103736179010C0101020102020103746F6F010C0101090102090104F09FA596010C010105010205000431616E64010C0101060102060103677275010C0101040102040103706172010C010103010203010371756F010C0101080102080103736179010C0101020102020103746F6F010C010109010209040B0C10070F0F0D0D0E0E0D0D0D0D');
INSERT INTO "words_data" VALUES (274877906945, X'00000089023061020601020602026E6402060102050106677275C39F65020601020301026F31020202010570617269730206010202010571756F746502060102070103746F6F02060102080104F09FA5960206010204000431616E6402060102050103677275020601020301037061720206010202010371756F02060102070103746F6F02060102080408090D070C0C0A0B0B0A0A0A');
INSERT INTO "words_data" VALUES (412316860417, X'00000061033069730306010204020174030601020301026F3103020202016E030601020501037361790306010202020465696E6503060102070103746865030601020600043173617903060102020202656903060102070103746865030601020604090807080A0B0A0B09');
INSERT INTO "words_data" VALUES (549755813889, X'0000004F033069730406010203020174040601020201026F3104020202016E040601020401057365696E6504060102060103746865040601020500043173656904060102060103746865040601020504090807080C0A0B');
INSERT INTO "words_data" VALUES (687194767361, X'00000033033033300506010204010562656E6368050601020201016E050601020301026F3105020200043162656E050601020204090C0807');
INSERT INTO "words_data" VALUES (824633720833, X'0000013605303030303006060102020401310606010203040132060601020404013306060102050401340606010206040135060601020704013606060102080401370606010209040138060601020A040139060601020B03023130060601020C040131060601020D040132060601020E040133060601020F040134060601021004013506060102110401360606010212040137060601021304013806060102140401390606010215030232300606010216040131060601021704013206060102180401330606010219040134060601021A040135060601021B040136060601021C040137060601021D040138060601021E040139060601021F01026F310602020004313030300618010202030303030303030303030131061801020C0303030303030303030301320618010216030303030303030303040B0808080808080808080908080808080808080809080808080808080808071411');
INSERT INTO "words_data" VALUES (962072674305, X'000000A403303432070C01010301020301026F310702020109726561736F6E696E67070C01010501020501037361790710010102040102020402046576656E070C01010801020802026978070C010106010206010574696D6573070C010107010207000431726561070C01010501020501037361790710010102040102020402026576070C01010801020802026978070C010106010206010374696D070C010107010207040C07130F0E0C0F0E0F0C0C');
INSERT INTO "words_data" VALUES (1099511627777, X'0000001403303432080601020201026F310802020409');
INSERT INTO "words_data" VALUES (1236950581249, X'0000007403303132090C0101040102040103343030090C010106010206010562656E6368090C01010201020201046661696C090C01010501020501016E090C01010301020301026F31090202000431343030090C010106010206010362656E090C0101020102020103666169090C010105010205040C0D0F0E0B070E0D');
INSERT INTO "words_data" VALUES (1374389534721, X'000000B90530323030300B0C010104010204010234300B0C0101060102060103616E640B0C010107010207010562656E63680B0C010102010202010269730B0C01010801020801016E0B0C01010301020301026F310B02020104726174650B0C010105010205010773746F707065640B0C0101090102090004313230300B0C0101040102040103616E640B0C010107010207010362656E0B0C01010201020201037261740B0C010105010205010373746F0B0C010109010209040E0C0D0F0C0B070E110E0D0D0D');
INSERT INTO "words_data" VALUES (1511828488193, X'0000004E0530303030300C060102020401310C060102030401320C060102040401330C060102050401340C060102060401350C0601020701026F310C02020004313030300C100102020303030303040B080808080807');
INSERT INTO "words_data" VALUES (1649267441665, X'000000EF0530323030300D0C010104010204010234300D0C0101060102060103616E640D0C010107010207010562656E63680D0C010102010202010269730D0C01010A01020A01066B696C6C65640D0C01010B01020B01016E0D0C01010301020301026F310D02020104726174650D0C01010501020501067365727665720D0C01010901020901037468650D0C0101080102080004313230300D0C0101040102040103616E640D0C010107010207010362656E0D0C01010201020201036B696C0D0C01010B01020B01037261740D0C01010501020501037365720D0C01010901020901037468650D0C010108010208040E0C0D0F0C100B070E100D0E0D0D0D0D0D');
INSERT INTO "words_data" VALUES (1786706395137, X'0000004E0530303030300E060102020401310E060102030401320E060102040401330E060102050401340E060102060401350E0601020701026F310E02020004313030300E100102020303030303040B080808080807');
INSERT INTO "words_data" VALUES (1924145348609, X'000000C50530323030300F0C010104010204010234300F0C0101060102060103616E640F0C010107010207010562656E63680F0C0101020102020104656E64730F0C01010901020901016E0F0C0101030102030204657665720F0C01010801020801026F310F02020104726174650F0C0101050102050004313230300F0C0101040102040103616E640F0C010107010207010362656E0F0C0101020102020103656E640F0C01010901020901036E65760F0C01010801020801037261740F0C010105010205040E0C0D0F0E0B0E070E0E0D0D0D0D');
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
INSERT INTO "alembic_version" VALUES ('0004');
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_conversation ON message (conversation, "key");
CREATE INDEX run_by_conversation ON run (conversation);
CREATE INDEX run_open ON run (status) WHERE status = 'running';
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
