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
INSERT INTO "conversation" VALUES ('898651dfcbf10eb9a59bf32e4a9b7ea2', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', 'd8bec1eaf0facbb3be00cad68ff572cb', 1795391702203, 1795391702531);
INSERT INTO "conversation" VALUES ('33314b89b23662a1f09f0e831b556381', '[say: 42][say reasoning: six times seven]', 'think', '3b7aaedab843fcc59d920cac1ec65328', 1795391702558, 1795391702558);
INSERT INTO "conversation" VALUES ('a79cb6bc371c67d1588a6ef21539de84', '[bench n=12 fail=400]', 'chat', '4a86e9549432671e096c59de1d50dc94', 1795391702589, 1795391702589);
INSERT INTO "conversation" VALUES ('9c018203e5472a1732a1c3b7c862ae52', '[bench n=2000 rate=40] and is stopped', 'chat', '247196adc6b96f131d2dc88a9394e9e3', 1795391702632, 1795391702632);
INSERT INTO "conversation" VALUES ('397fbdc4f73e8f4e827010ab6a7fc06f', '[bench n=2000 rate=40] and the server is killed', 'chat', 'ab6e2edcaf5ae57aef6c7c30d2c1148d', 1795391702801, 1795391702801);
INSERT INTO "conversation" VALUES ('fdcb52697df386a9256e4f8d7b452252', '[bench n=2000 rate=40] and never ends', 'chat', '008b7f7d1e187b3eb71472530b4584bb', 1795391715189, 1795391715189);
INSERT INTO "message" VALUES (1, 'd4c8d52d958e3002a968c3b6cea7448a', '898651dfcbf10eb9a59bf32e4a9b7ea2', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795391702203, NULL);
INSERT INTO "message" VALUES (2, 'ad55d3e5ea20bce2499ae10de4b67a45', '898651dfcbf10eb9a59bf32e4a9b7ea2', 'd4c8d52d958e3002a968c3b6cea7448a', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795391702203, NULL);
INSERT INTO "message" VALUES (3, '7dea84f23e6ad4f51ae152df0d153aa7', '898651dfcbf10eb9a59bf32e4a9b7ea2', 'ad55d3e5ea20bce2499ae10de4b67a45', 'user', '[say: It is on the Seine.]', '{}', 1795391702429, NULL);
INSERT INTO "message" VALUES (4, 'd2ec6a3cf14ccf3bd6e93340bc01903c', '898651dfcbf10eb9a59bf32e4a9b7ea2', '7dea84f23e6ad4f51ae152df0d153aa7', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795391702429, NULL);
INSERT INTO "message" VALUES (5, '4f8c8cb7c8a251b7a5bccf76e8f320db', '898651dfcbf10eb9a59bf32e4a9b7ea2', 'ad55d3e5ea20bce2499ae10de4b67a45', 'user', '[bench n=30]', '{}', 1795391702531, NULL);
INSERT INTO "message" VALUES (6, 'd8bec1eaf0facbb3be00cad68ff572cb', '898651dfcbf10eb9a59bf32e4a9b7ea2', '4f8c8cb7c8a251b7a5bccf76e8f320db', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795391702531, NULL);
INSERT INTO "message" VALUES (7, '082db26086054261f755b519856258b0', '33314b89b23662a1f09f0e831b556381', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795391702558, NULL);
INSERT INTO "message" VALUES (8, '3b7aaedab843fcc59d920cac1ec65328', '33314b89b23662a1f09f0e831b556381', '082db26086054261f755b519856258b0', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795391702558, NULL);
INSERT INTO "message" VALUES (9, 'a57bb4298ad07c999188a82c8689b87a', 'a79cb6bc371c67d1588a6ef21539de84', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795391702589, NULL);
INSERT INTO "message" VALUES (10, '4a86e9549432671e096c59de1d50dc94', 'a79cb6bc371c67d1588a6ef21539de84', 'a57bb4298ad07c999188a82c8689b87a', 'assistant', '', '{}', 1795391702589, NULL);
INSERT INTO "message" VALUES (11, '0df9a2e3febcd73454f108ac39f5cd3b', '9c018203e5472a1732a1c3b7c862ae52', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795391702632, NULL);
INSERT INTO "message" VALUES (12, '247196adc6b96f131d2dc88a9394e9e3', '9c018203e5472a1732a1c3b7c862ae52', '0df9a2e3febcd73454f108ac39f5cd3b', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795391702632, NULL);
INSERT INTO "message" VALUES (13, 'f781c0a3669187b5344d3ec3b7f478c9', '397fbdc4f73e8f4e827010ab6a7fc06f', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795391702801, NULL);
INSERT INTO "message" VALUES (14, 'ab6e2edcaf5ae57aef6c7c30d2c1148d', '397fbdc4f73e8f4e827010ab6a7fc06f', 'f781c0a3669187b5344d3ec3b7f478c9', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795391702801, NULL);
INSERT INTO "message" VALUES (15, '549c1535f7138f1677b87aa0d9c16fb5', 'fdcb52697df386a9256e4f8d7b452252', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795391715189, NULL);
INSERT INTO "message" VALUES (16, '008b7f7d1e187b3eb71472530b4584bb', 'fdcb52697df386a9256e4f8d7b452252', '549c1535f7138f1677b87aa0d9c16fb5', 'assistant', '', '{}', 1795391715189, NULL);
INSERT INTO "run" VALUES (1, '4d9464aed12f10f5696bb1cb57b14d50', '898651dfcbf10eb9a59bf32e4a9b7ea2', 'ad55d3e5ea20bce2499ae10de4b67a45', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"4d9464aed12f10f5696bb1cb57b14d50","seq":1,"t":0,"v":1,"conversation":"898651dfcbf10eb9a59bf32e4a9b7ea2","message":"ad55d3e5ea20bce2499ae10de4b67a45","parent":"d4c8d52d958e3002a968c3b6cea7448a","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391702203}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 101, '82c7656dea0fdcc20342a6905060439d', NULL, 1795391702203, 1795391702338);
INSERT INTO "run" VALUES (2, 'c147c0d68606bcbc9790b38409418329', '898651dfcbf10eb9a59bf32e4a9b7ea2', 'd2ec6a3cf14ccf3bd6e93340bc01903c', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"c147c0d68606bcbc9790b38409418329","seq":1,"t":0,"v":1,"conversation":"898651dfcbf10eb9a59bf32e4a9b7ea2","message":"d2ec6a3cf14ccf3bd6e93340bc01903c","parent":"7dea84f23e6ad4f51ae152df0d153aa7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391702429}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 36, '82c7656dea0fdcc20342a6905060439d', NULL, 1795391702429, 1795391702498);
INSERT INTO "run" VALUES (3, 'b276ee11eeb997ca9f842ca9b4117e25', '898651dfcbf10eb9a59bf32e4a9b7ea2', 'd8bec1eaf0facbb3be00cad68ff572cb', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"b276ee11eeb997ca9f842ca9b4117e25","seq":1,"t":0,"v":1,"conversation":"898651dfcbf10eb9a59bf32e4a9b7ea2","message":"d8bec1eaf0facbb3be00cad68ff572cb","parent":"4f8c8cb7c8a251b7a5bccf76e8f320db","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391702531}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 8, '82c7656dea0fdcc20342a6905060439d', NULL, 1795391702531, 1795391702545);
INSERT INTO "run" VALUES (4, 'f03507584821f3f7a3322455db36a4b5', '33314b89b23662a1f09f0e831b556381', '3b7aaedab843fcc59d920cac1ec65328', 'think', 'openai/bench', 'completed', '{"type":"start","run":"f03507584821f3f7a3322455db36a4b5","seq":1,"t":0,"v":1,"conversation":"33314b89b23662a1f09f0e831b556381","message":"3b7aaedab843fcc59d920cac1ec65328","parent":"082db26086054261f755b519856258b0","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795391702558}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 14, '82c7656dea0fdcc20342a6905060439d', NULL, 1795391702558, 1795391702575);
INSERT INTO "run" VALUES (5, 'c0301771cd9655e871beb90910a882c4', 'a79cb6bc371c67d1588a6ef21539de84', '4a86e9549432671e096c59de1d50dc94', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"c0301771cd9655e871beb90910a882c4","seq":1,"t":0,"v":1,"conversation":"a79cb6bc371c67d1588a6ef21539de84","message":"4a86e9549432671e096c59de1d50dc94","parent":"a57bb4298ad07c999188a82c8689b87a","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391702589}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"9d44c7a7c01a"}', 26, '82c7656dea0fdcc20342a6905060439d', NULL, 1795391702589, 1795391702623);
INSERT INTO "run" VALUES (6, 'a6da9865a0b72a4b9af27e073f4f9652', '9c018203e5472a1732a1c3b7c862ae52', '247196adc6b96f131d2dc88a9394e9e3', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"a6da9865a0b72a4b9af27e073f4f9652","seq":1,"t":0,"v":1,"conversation":"9c018203e5472a1732a1c3b7c862ae52","message":"247196adc6b96f131d2dc88a9394e9e3","parent":"0df9a2e3febcd73454f108ac39f5cd3b","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391702632}', NULL, NULL, 144, '82c7656dea0fdcc20342a6905060439d', NULL, 1795391702632, 1795391702781);
INSERT INTO "run" VALUES (7, '5277dde67bd107c7e026e85292542ee5', '397fbdc4f73e8f4e827010ab6a7fc06f', 'ab6e2edcaf5ae57aef6c7c30d2c1148d', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"5277dde67bd107c7e026e85292542ee5","seq":1,"t":0,"v":1,"conversation":"397fbdc4f73e8f4e827010ab6a7fc06f","message":"ab6e2edcaf5ae57aef6c7c30d2c1148d","parent":"f781c0a3669187b5344d3ec3b7f478c9","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391702801}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 131, '82c7656dea0fdcc20342a6905060439d', NULL, 1795391702801, 1795391713346);
INSERT INTO "run" VALUES (8, 'b69dd2dc6e94e16fa6a4e38ac7b39274', 'fdcb52697df386a9256e4f8d7b452252', '008b7f7d1e187b3eb71472530b4584bb', 'chat', 'openai/bench', 'running', '{"type":"start","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":1,"t":0,"v":1,"conversation":"fdcb52697df386a9256e4f8d7b452252","message":"008b7f7d1e187b3eb71472530b4584bb","parent":"549c1535f7138f1677b87aa0d9c16fb5","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:33515/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391715189}', NULL, NULL, NULL, '48b4c9d7216d9076fc16b6c833470a88', NULL, 1795391715189, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'B99958A4A1E89970B8A99018184AB07DE27195348AAF964E57EF4ED322533632', X'01ABC651BC109B2C8CC0C9C2D280604901F5165A288343DE1035A95A1A280524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4808AAF18252E4A7D6342C83728E51C76BF4072AD9121CE928858C798821D636860885C5A915438191A20CA190B78416368815A2CA17883B0665CE514D0A1388A2A623D6C86F030B6E20C00');
INSERT INTO "run_events" VALUES (2, 6, X'2ECBF5A75F581A35B0B7A6943498D4ADBCAE6A60FF66B8645D8F8AE38CE42CB1', X'01ABC651BC109B2C8CC0C9C2D082604901F5165A288343DE1035A91A9B2A79962864162BE443C2293835332F558F8B52979A805D6A6C8AD3A528651876774272A4B109CE528658C798421C63865C109154EE181A208A1053781962688A5AE2A0F882B0665C4590B1198E428858EF9AC1BD8BAD9C0200');
INSERT INTO "run_events" VALUES (3, 6, X'CE6051AE66DF7DFB5E106D2E2E9D1C743095B1AB5DD5D2E67882164273E2FE17', X'01A5945B0A02311004FF3D857882746F1EBB67F3F2A6A2A859366CC440FAAF60A619EA3ED0CBEC59B89D453E15C56BAB5DC9AD78F5979A6FA1BE6BFD224C2C442412918942ACC45643108210842004210841084210823084210C61084318C210863084B7CBBF4DC593A63A851EF7F414421A3A6E7694D44629DF16FC497A0A1F7F2DE16DB0B8F35DB7C4043D326019287076DDDCD65D8F25F900');
INSERT INTO "run_events" VALUES (4, 7, X'C4319E501D99C10F457E07973A74177801E9819E55A060A6508BCED25157562E', X'01ABC65184119BF48CC049CFD098606904F5195A3C82E3D6109C1D1041CAC96568AC549C59A15092094C98C098284BCD43CD2F26465C943ADC14E270139C0E472936B13B1B5208181AE12CD888758C19DC31C4947D264628651F908B59F6191A208A314378396668885AEAA1788BB0665CC5A0A1098E829058FF9BC3FD8FADAC0400');
INSERT INTO "run_events" VALUES (5, 5, X'4A50698D896CDC0E3ACD6FAED69CFAEB6DDC467AE6005796107060D799D63ED3', X'01ABC651BC109B2C8CC0C9C2D09C604901F5165A288343DE1039D792E90E6342EE80153278DD81544881F5C7034B95D2E2D41468896568869C19514A2D62DD690276A79119BC60C3B0079E4D428069042CAB009505A79AA2D4C2D2D4E2123DD432105A5E400A41CB14139364F344F36403C344251CC507B1EE3585BB175EC2A401030854BC0000');
INSERT INTO "run_events" VALUES (6, 9, X'C93950B697616279663D6A91BA33F310C813B563277A34964B0CEED19E3D6104', X'01ABC651BC109B2C8CC0C9C2C880604901F5165A288343DE1035A91A5B2819000197A192029032E4323205338CB88C4CC00C632E233330C30426658A3D8B10EB074BB01F0C4D4C90B25171497E410128130100');
INSERT INTO "run_events" VALUES (7, 10, X'183037EB386DC71B5D136D53C6E4BF8062238F6D9E75A6BEE43E3295AFFCD2F0', X'01ABC651BC109B2C8CC0C9C294604101F5155A208303DE1035A59A2A19000197919992029036E4323205338C600C639894099791099861CA85A32821D61396604F181A1BC28B9BCCBC12A051A505A07C849C744310915D5C925F50008CCDF28CCC9C546084661683A338291518A70A10DFA4A6E8298414552A24A62766E6E961965A38B236D159D200E16E78FE4776792D00');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":68,"ms":21,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":1,"ms":34,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":1,"ms":5,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":2,"ms":12,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":1,"ms":16,"error":"model_refused","cut":false}],"dropped":0}');
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
INSERT INTO "alembic_version" VALUES ('0006');
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_parent ON message (parent) WHERE parent IS NOT NULL;
CREATE INDEX message_by_conversation ON message (conversation, "key");
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
