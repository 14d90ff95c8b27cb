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
INSERT INTO "conversation" VALUES ('33a10e606bfb8d3954bd6f5d4a96e03b', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', 'c3f9c90667542986eb0731d85ada90e2', 1795384342266, 1795384342649);
INSERT INTO "conversation" VALUES ('0c9413bf972be0dd81dfdddf605ec469', '[say: 42][say reasoning: six times seven]', 'think', '382435d59c5deac0332cf83066134eee', 1795384342727, 1795384342727);
INSERT INTO "conversation" VALUES ('26a32fc2a93dde4f40000fbc91f59400', '[bench n=12 fail=400]', 'chat', 'd9d62f71c68053c6fe61a6c65075f6a1', 1795384342772, 1795384342772);
INSERT INTO "conversation" VALUES ('3612fa11543cf3289d0ab8f752eee9c9', '[bench n=2000 rate=40] and is stopped', 'chat', 'a4632f9f2d1020d29865ed4f7c81c1b4', 1795384342832, 1795384342832);
INSERT INTO "conversation" VALUES ('d1658798ac854aa16735a77bc78dafd5', '[bench n=2000 rate=40] and the server is killed', 'chat', '0e161663006fb46b86d4804027a1c8ad', 1795384343021, 1795384343021);
INSERT INTO "conversation" VALUES ('681906bf3b0c869f3ea2bd5644e23311', '[bench n=2000 rate=40] and never ends', 'chat', 'b73b8fd43eda7657925f80f31724f7f8', 1795384349729, 1795384349729);
INSERT INTO "message" VALUES (1, 'caf250f55fbb993a416fb2563ca3a2b4', '33a10e606bfb8d3954bd6f5d4a96e03b', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795384342266);
INSERT INTO "message" VALUES (2, '934b8b09d9c097db07c9f6854ad88623', '33a10e606bfb8d3954bd6f5d4a96e03b', 'caf250f55fbb993a416fb2563ca3a2b4', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795384342266);
INSERT INTO "message" VALUES (3, 'a939e5d3c8862196c77e3e9a1d21abb7', '33a10e606bfb8d3954bd6f5d4a96e03b', '934b8b09d9c097db07c9f6854ad88623', 'user', '[say: It is on the Seine.]', '{}', 1795384342545);
INSERT INTO "message" VALUES (4, '872bf7ce2d9ea420ee71e256732e73b9', '33a10e606bfb8d3954bd6f5d4a96e03b', 'a939e5d3c8862196c77e3e9a1d21abb7', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795384342545);
INSERT INTO "message" VALUES (5, '2be21743e684982c09e712c696bede31', '33a10e606bfb8d3954bd6f5d4a96e03b', '934b8b09d9c097db07c9f6854ad88623', 'user', '[bench n=30]', '{}', 1795384342649);
INSERT INTO "message" VALUES (6, 'c3f9c90667542986eb0731d85ada90e2', '33a10e606bfb8d3954bd6f5d4a96e03b', '2be21743e684982c09e712c696bede31', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795384342649);
INSERT INTO "message" VALUES (7, '0cc8ae628421b6b047e5e04ca591f74c', '0c9413bf972be0dd81dfdddf605ec469', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795384342727);
INSERT INTO "message" VALUES (8, '382435d59c5deac0332cf83066134eee', '0c9413bf972be0dd81dfdddf605ec469', '0cc8ae628421b6b047e5e04ca591f74c', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795384342727);
INSERT INTO "message" VALUES (9, '3c804a476c9aa371ee14cfa5206afe90', '26a32fc2a93dde4f40000fbc91f59400', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795384342772);
INSERT INTO "message" VALUES (10, 'd9d62f71c68053c6fe61a6c65075f6a1', '26a32fc2a93dde4f40000fbc91f59400', '3c804a476c9aa371ee14cfa5206afe90', 'assistant', '', '{}', 1795384342772);
INSERT INTO "message" VALUES (11, 'd8725e4a9c70e910f948d53550c3efb4', '3612fa11543cf3289d0ab8f752eee9c9', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795384342832);
INSERT INTO "message" VALUES (12, 'a4632f9f2d1020d29865ed4f7c81c1b4', '3612fa11543cf3289d0ab8f752eee9c9', 'd8725e4a9c70e910f948d53550c3efb4', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795384342832);
INSERT INTO "message" VALUES (13, '8a96ba6efbd7a4f388e3674bc662e872', 'd1658798ac854aa16735a77bc78dafd5', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795384343021);
INSERT INTO "message" VALUES (14, '0e161663006fb46b86d4804027a1c8ad', 'd1658798ac854aa16735a77bc78dafd5', '8a96ba6efbd7a4f388e3674bc662e872', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795384343021);
INSERT INTO "message" VALUES (15, '1d8018710d0a9da4e4f80e3af4295cc5', '681906bf3b0c869f3ea2bd5644e23311', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795384349729);
INSERT INTO "message" VALUES (16, 'b73b8fd43eda7657925f80f31724f7f8', '681906bf3b0c869f3ea2bd5644e23311', '1d8018710d0a9da4e4f80e3af4295cc5', 'assistant', '', '{}', 1795384349729);
INSERT INTO "run" VALUES (1, 'c6eb1b0630a9b9d7a4503bb4cb808be1', '33a10e606bfb8d3954bd6f5d4a96e03b', '934b8b09d9c097db07c9f6854ad88623', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"c6eb1b0630a9b9d7a4503bb4cb808be1","seq":1,"t":0,"v":1,"conversation":"33a10e606bfb8d3954bd6f5d4a96e03b","message":"934b8b09d9c097db07c9f6854ad88623","parent":"caf250f55fbb993a416fb2563ca3a2b4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384342266}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 134, 'd1417db1b63c738fb94120ea11f07567', NULL, 1795384342266, 1795384342487);
INSERT INTO "run" VALUES (2, 'ac6f40f5a6ea78220445e119754e402a', '33a10e606bfb8d3954bd6f5d4a96e03b', '872bf7ce2d9ea420ee71e256732e73b9', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"ac6f40f5a6ea78220445e119754e402a","seq":1,"t":0,"v":1,"conversation":"33a10e606bfb8d3954bd6f5d4a96e03b","message":"872bf7ce2d9ea420ee71e256732e73b9","parent":"a939e5d3c8862196c77e3e9a1d21abb7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384342545}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 40, 'd1417db1b63c738fb94120ea11f07567', NULL, 1795384342545, 1795384342613);
INSERT INTO "run" VALUES (3, 'c4b07d6af38217ca53d911d7705500e8', '33a10e606bfb8d3954bd6f5d4a96e03b', 'c3f9c90667542986eb0731d85ada90e2', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"c4b07d6af38217ca53d911d7705500e8","seq":1,"t":0,"v":1,"conversation":"33a10e606bfb8d3954bd6f5d4a96e03b","message":"c3f9c90667542986eb0731d85ada90e2","parent":"2be21743e684982c09e712c696bede31","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384342649}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 67, 'd1417db1b63c738fb94120ea11f07567', NULL, 1795384342649, 1795384342721);
INSERT INTO "run" VALUES (4, 'f61729039bd44bb1163c49bd521f4e70', '0c9413bf972be0dd81dfdddf605ec469', '382435d59c5deac0332cf83066134eee', 'think', 'openai/bench', 'completed', '{"type":"start","run":"f61729039bd44bb1163c49bd521f4e70","seq":1,"t":0,"v":1,"conversation":"0c9413bf972be0dd81dfdddf605ec469","message":"382435d59c5deac0332cf83066134eee","parent":"0cc8ae628421b6b047e5e04ca591f74c","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795384342727}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 36, 'd1417db1b63c738fb94120ea11f07567', NULL, 1795384342727, 1795384342765);
INSERT INTO "run" VALUES (5, 'b8d9ee6522fd4aea7310cdfe9ec8b4dd', '26a32fc2a93dde4f40000fbc91f59400', 'd9d62f71c68053c6fe61a6c65075f6a1', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"b8d9ee6522fd4aea7310cdfe9ec8b4dd","seq":1,"t":0,"v":1,"conversation":"26a32fc2a93dde4f40000fbc91f59400","message":"d9d62f71c68053c6fe61a6c65075f6a1","parent":"3c804a476c9aa371ee14cfa5206afe90","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384342772}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"3fb0a0341414"}', 10, 'd1417db1b63c738fb94120ea11f07567', NULL, 1795384342772, 1795384342784);
INSERT INTO "run" VALUES (6, '505febf81f3826b0a9c4c4909106985d', '3612fa11543cf3289d0ab8f752eee9c9', 'a4632f9f2d1020d29865ed4f7c81c1b4', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"505febf81f3826b0a9c4c4909106985d","seq":1,"t":0,"v":1,"conversation":"3612fa11543cf3289d0ab8f752eee9c9","message":"a4632f9f2d1020d29865ed4f7c81c1b4","parent":"d8725e4a9c70e910f948d53550c3efb4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384342832}', NULL, NULL, 148, 'd1417db1b63c738fb94120ea11f07567', NULL, 1795384342832, 1795384342989);
INSERT INTO "run" VALUES (7, 'a912b533c218c9cced13ac56ab3d0b74', 'd1658798ac854aa16735a77bc78dafd5', '0e161663006fb46b86d4804027a1c8ad', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"a912b533c218c9cced13ac56ab3d0b74","seq":1,"t":0,"v":1,"conversation":"d1658798ac854aa16735a77bc78dafd5","message":"0e161663006fb46b86d4804027a1c8ad","parent":"8a96ba6efbd7a4f388e3674bc662e872","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384343021}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 138, 'd1417db1b63c738fb94120ea11f07567', NULL, 1795384343021, 1795384348817);
INSERT INTO "run" VALUES (8, '9bd0545b9f218e339243e6c99486ee7b', '681906bf3b0c869f3ea2bd5644e23311', 'b73b8fd43eda7657925f80f31724f7f8', 'chat', 'openai/bench', 'running', '{"type":"start","run":"9bd0545b9f218e339243e6c99486ee7b","seq":1,"t":0,"v":1,"conversation":"681906bf3b0c869f3ea2bd5644e23311","message":"b73b8fd43eda7657925f80f31724f7f8","parent":"1d8018710d0a9da4e4f80e3af4295cc5","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:35659/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384349729}', NULL, NULL, NULL, 'c024320bef497723c110bb9af89fa6ea', NULL, 1795384349729, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'C500D0719FF35C4B36FED08CB5F27D4725A6D5FF9D3F26261B808AA07810449E', X'01ABC651BC109B2C8CC0C9C2D0C090605101F5175A308383DE1035AD1A1A1B2B0524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4800AB018252E4AFD6302F18FB1314EFFA01475D87D03C9B8A646380B23625D630A758D0972814552F9646880286A2CE0658DA1056AC984E20DC29A7115554087E228AD88F5B019C2C3D84A3400');
INSERT INTO "run_events" VALUES (2, 6, X'2E78C793885C064D84B6C529746C39A3D922A235EDC4EE9EAC6E43CCEECF4C1C', X'01ABC651BC109B2C8CC0C9C2D080604901F5165A288343DE1035A91A1A2879962864162BE443C2293835332F558F8B52979A1072294A1986DD9D901C698CB39021D62DA660B7981820974324153B206FC04A1053781162688A5AE0A07882B0665C259089018E328858EF9AC1BD8BAD980200');
INSERT INTO "run_events" VALUES (3, 6, X'9697FD72E9C0CF1FC24AFDF9388599269A237289574E476F8C0D8224F4A2DF4D', X'01A594510AC2301044FF3D857882CE349BB467F3F2F645A9A634183190F97BB03B2CEFDED1CBE859B89E8596AFA678AD7568B936AFF654236ED3F6AEDB17616226121144260AB110EB168210842004210841084210821084210C61084318C21086308421BC5EFEED2AD5AE22BA5D35163D6FEAE984485DCF8D0E1375985C3E55F893F934BD25364FBBC6D2417ACD1A03744F83B9744438BA70DE173E73E503');
INSERT INTO "run_events" VALUES (4, 7, X'1987F1F11A46C1A6A926C5D6B406024EB9751E6B7839F06DD7C82AA8011D0B99', X'01ABC65184119BF48CC049CFD09C606904F5195A3C82E3D6109C1D1041CAC96568AE549C59A15092094C98C098284BCD43CE2F164A26465C943ADC14EC7023539C0E472936B13B1B5208189AE32CD888758C19D831C666C4957D264628651F908B59F6191A208A314378396668885AEAA1788BB0665CC5A0B1198E829058FF9BC3FD8FADAC0400');
INSERT INTO "run_events" VALUES (5, 5, X'ADB8C591674C0ABD90160394FB8CF106639CE2A8956D0E7592BDEE7DD4259D05', X'01ABC651BC109B2C8CC0C9C282604101F5155A208303DE1039D392E90C6302CE801531789D81544481F5C703CB94D2E2D4146879658A9C13518A2C625D690276A5A101BC54C3B0069E47428009042CAB0095052799A2D4C2D2D4E2123DD402105A58404A40E3B4248344036313432054C2517610EB5E53B87BE1C54B1A307C40650B00');
INSERT INTO "run_events" VALUES (6, 9, X'7E3D471D3BFD7879906144AE85B35842A5DEBC06FB2EAFEC34B3C28DDA2EA0C6', X'01ABC651BC109B2C8CC0C9C28C604101F5155A208303DE1035A59A291900019791A992029036E4323104338CB80CCDC10C632E430B30C384CB0822628A3D8710EB054BB0170C4D2C90725171497E4101280F0100');
INSERT INTO "run_events" VALUES (7, 10, X'54FF2A183731D551E8C01BACD56F382D748E779F2C4714C03B39661F63187BB3', X'01ABC651BC109B2C8CC0C9C2D08C604901F5165A288343DE1035A91A9A2919000197919192029036E4323205338C600C632E233330C384CBC804CC30E5C2519810EB0D4B88378C2DE0054E665E09D0A8D202504E424EBC2188E82E2EC92F2800C6677946664E2A304A338BC1919C940A8C550588775253F414428A2A1512D31333F3F430CB2D1C999BE84C69807037BC044076792D00');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":81,"ms":52,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":7,"ms":3,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":1,"ms":54,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":8,"ms":17,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":2,"ms":5,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":1,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
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
INSERT INTO "alembic_version" VALUES ('0005');
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_conversation ON message (conversation, "key");
CREATE INDEX run_by_conversation ON run (conversation);
CREATE INDEX run_open ON run (conversation) WHERE status = 'running';
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
