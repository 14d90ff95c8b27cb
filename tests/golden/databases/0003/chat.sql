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
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO "conversation" VALUES ('9e3003f0b535a0e78536a6c8a17279b5', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', '2d26dc75df626f18bd78bf1860430954', 1795380402966, 1795380403165);
INSERT INTO "conversation" VALUES ('8fae335ff9e9c466202eb25df20b2176', '[say: 42][say reasoning: six times seven]', 'think', 'edf2123d9af2f1fd7abb5c41e6a07ce2', 1795380403204, 1795380403204);
INSERT INTO "conversation" VALUES ('fdd14b8b1071c642aa479e68fbd13992', '[bench n=12 fail=400]', 'chat', 'fc2fce320f32d230cb5127d343f25f54', 1795380403247, 1795380403247);
INSERT INTO "conversation" VALUES ('baff7ea2a971c072c0665fb823e6498c', '[bench n=2000 rate=40] and is stopped', 'chat', '5b5c97a45457e870c2ec745796b3be69', 1795380403294, 1795380403294);
INSERT INTO "conversation" VALUES ('3200ff455ad0b4d792ca9edd1ed8932e', '[bench n=2000 rate=40] and the server is killed', 'chat', '9c367cf8c967ed72c4a266db474dfd33', 1795380403485, 1795380403485);
INSERT INTO "conversation" VALUES ('ee461011a908378c6de1723745f481dc', '[bench n=2000 rate=40] and never ends', 'chat', '115708d3fafea4c406a384e25f816169', 1795380407047, 1795380407047);
INSERT INTO "message" VALUES (1, '5c357757e43ed28d25ff10365f961f7a', '9e3003f0b535a0e78536a6c8a17279b5', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795380402966);
INSERT INTO "message" VALUES (2, '2ad3d03d6dfefa221b44acd9abc701dc', '9e3003f0b535a0e78536a6c8a17279b5', '5c357757e43ed28d25ff10365f961f7a', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795380402966);
INSERT INTO "message" VALUES (3, '29fe0f06333ab26e8019bfab1cbce21e', '9e3003f0b535a0e78536a6c8a17279b5', '2ad3d03d6dfefa221b44acd9abc701dc', 'user', '[say: It is on the Seine.]', '{}', 1795380403137);
INSERT INTO "message" VALUES (4, 'a8b79aeca98790ac403121e2d9a10f7c', '9e3003f0b535a0e78536a6c8a17279b5', '29fe0f06333ab26e8019bfab1cbce21e', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795380403137);
INSERT INTO "message" VALUES (5, '1ca6b669f90e390f721cf09ec098a1f0', '9e3003f0b535a0e78536a6c8a17279b5', '2ad3d03d6dfefa221b44acd9abc701dc', 'user', '[bench n=30]', '{}', 1795380403165);
INSERT INTO "message" VALUES (6, '2d26dc75df626f18bd78bf1860430954', '9e3003f0b535a0e78536a6c8a17279b5', '1ca6b669f90e390f721cf09ec098a1f0', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795380403165);
INSERT INTO "message" VALUES (7, 'c45140484e9c8a298d61df843d87170c', '8fae335ff9e9c466202eb25df20b2176', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795380403204);
INSERT INTO "message" VALUES (8, 'edf2123d9af2f1fd7abb5c41e6a07ce2', '8fae335ff9e9c466202eb25df20b2176', 'c45140484e9c8a298d61df843d87170c', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795380403204);
INSERT INTO "message" VALUES (9, 'c455fbc355e429acf6e301446e47c984', 'fdd14b8b1071c642aa479e68fbd13992', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795380403247);
INSERT INTO "message" VALUES (10, 'fc2fce320f32d230cb5127d343f25f54', 'fdd14b8b1071c642aa479e68fbd13992', 'c455fbc355e429acf6e301446e47c984', 'assistant', '', '{}', 1795380403247);
INSERT INTO "message" VALUES (11, '5fbfff3ba6d699d40675015dc53cfd07', 'baff7ea2a971c072c0665fb823e6498c', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795380403294);
INSERT INTO "message" VALUES (12, '5b5c97a45457e870c2ec745796b3be69', 'baff7ea2a971c072c0665fb823e6498c', '5fbfff3ba6d699d40675015dc53cfd07', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795380403294);
INSERT INTO "message" VALUES (13, '1c1dd5f2c2f6e9efef75122efd8b2d3a', '3200ff455ad0b4d792ca9edd1ed8932e', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795380403485);
INSERT INTO "message" VALUES (14, '9c367cf8c967ed72c4a266db474dfd33', '3200ff455ad0b4d792ca9edd1ed8932e', '1c1dd5f2c2f6e9efef75122efd8b2d3a', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795380403485);
INSERT INTO "message" VALUES (15, '29223022f1a11769ead6e779d0028c67', 'ee461011a908378c6de1723745f481dc', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795380407047);
INSERT INTO "message" VALUES (16, '115708d3fafea4c406a384e25f816169', 'ee461011a908378c6de1723745f481dc', '29223022f1a11769ead6e779d0028c67', 'assistant', '', '{}', 1795380407047);
INSERT INTO "run" VALUES (1, 'dbef026984b278bf4294aa59b7648a1d', '9e3003f0b535a0e78536a6c8a17279b5', '2ad3d03d6dfefa221b44acd9abc701dc', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"dbef026984b278bf4294aa59b7648a1d","seq":1,"t":0,"v":1,"conversation":"9e3003f0b535a0e78536a6c8a17279b5","message":"2ad3d03d6dfefa221b44acd9abc701dc","parent":"5c357757e43ed28d25ff10365f961f7a","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795380402966}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 78, '486a6b405797d5ce8ae8dff914ccdd09', NULL, 1795380402966, 1795380403058);
INSERT INTO "run" VALUES (2, '7e79d7e26557cfe66510f05d38877431', '9e3003f0b535a0e78536a6c8a17279b5', 'a8b79aeca98790ac403121e2d9a10f7c', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"7e79d7e26557cfe66510f05d38877431","seq":1,"t":0,"v":1,"conversation":"9e3003f0b535a0e78536a6c8a17279b5","message":"a8b79aeca98790ac403121e2d9a10f7c","parent":"29fe0f06333ab26e8019bfab1cbce21e","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795380403137}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 7, '486a6b405797d5ce8ae8dff914ccdd09', NULL, 1795380403137, 1795380403153);
INSERT INTO "run" VALUES (3, '7c430598af7f1ec27a9957e46b2b20bf', '9e3003f0b535a0e78536a6c8a17279b5', '2d26dc75df626f18bd78bf1860430954', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"7c430598af7f1ec27a9957e46b2b20bf","seq":1,"t":0,"v":1,"conversation":"9e3003f0b535a0e78536a6c8a17279b5","message":"2d26dc75df626f18bd78bf1860430954","parent":"1ca6b669f90e390f721cf09ec098a1f0","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795380403165}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 8, '486a6b405797d5ce8ae8dff914ccdd09', NULL, 1795380403165, 1795380403181);
INSERT INTO "run" VALUES (4, '4fcbca15d2f7ec54af0bba5443c060bd', '8fae335ff9e9c466202eb25df20b2176', 'edf2123d9af2f1fd7abb5c41e6a07ce2', 'think', 'openai/bench', 'completed', '{"type":"start","run":"4fcbca15d2f7ec54af0bba5443c060bd","seq":1,"t":0,"v":1,"conversation":"8fae335ff9e9c466202eb25df20b2176","message":"edf2123d9af2f1fd7abb5c41e6a07ce2","parent":"c45140484e9c8a298d61df843d87170c","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795380403204}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 15, '486a6b405797d5ce8ae8dff914ccdd09', NULL, 1795380403204, 1795380403221);
INSERT INTO "run" VALUES (5, 'cc9f4acbbc9058bd82a353323f184e83', 'fdd14b8b1071c642aa479e68fbd13992', 'fc2fce320f32d230cb5127d343f25f54', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"cc9f4acbbc9058bd82a353323f184e83","seq":1,"t":0,"v":1,"conversation":"fdd14b8b1071c642aa479e68fbd13992","message":"fc2fce320f32d230cb5127d343f25f54","parent":"c455fbc355e429acf6e301446e47c984","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795380403247}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"e6197270f3e4"}', 17, '486a6b405797d5ce8ae8dff914ccdd09', NULL, 1795380403247, 1795380403274);
INSERT INTO "run" VALUES (6, 'be3bae0ad6b436e97b6a54c994ee8a92', 'baff7ea2a971c072c0665fb823e6498c', '5b5c97a45457e870c2ec745796b3be69', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"be3bae0ad6b436e97b6a54c994ee8a92","seq":1,"t":0,"v":1,"conversation":"baff7ea2a971c072c0665fb823e6498c","message":"5b5c97a45457e870c2ec745796b3be69","parent":"5fbfff3ba6d699d40675015dc53cfd07","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795380403294}', NULL, NULL, 153, '486a6b405797d5ce8ae8dff914ccdd09', NULL, 1795380403294, 1795380403458);
INSERT INTO "run" VALUES (7, '77d364f7d25a1d5ce00abe22ddeb3ee7', '3200ff455ad0b4d792ca9edd1ed8932e', '9c367cf8c967ed72c4a266db474dfd33', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"77d364f7d25a1d5ce00abe22ddeb3ee7","seq":1,"t":0,"v":1,"conversation":"3200ff455ad0b4d792ca9edd1ed8932e","message":"9c367cf8c967ed72c4a266db474dfd33","parent":"1c1dd5f2c2f6e9efef75122efd8b2d3a","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795380403485}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 141, '486a6b405797d5ce8ae8dff914ccdd09', NULL, 1795380403485, 1795380406545);
INSERT INTO "run" VALUES (8, '3204b7273d814adf7019633093540ffb', 'ee461011a908378c6de1723745f481dc', '115708d3fafea4c406a384e25f816169', 'chat', 'openai/bench', 'running', '{"type":"start","run":"3204b7273d814adf7019633093540ffb","seq":1,"t":0,"v":1,"conversation":"ee461011a908378c6de1723745f481dc","message":"115708d3fafea4c406a384e25f816169","parent":"29223022f1a11769ead6e779d0028c67","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37143/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795380407047}', NULL, NULL, NULL, 'e7d147b717e15903b8c6ebd53aac94f5', NULL, 1795380407047, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'ED49979DC39EFAC1CD23B901E784098E91B9D2411D686D839AF71D4274C1940E', X'01ABC651BC109B2C8CC0C9C2DC90604901F5165A288343DE1035A99A1B2A0524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4808AAF18252E4A7D6342C83728E51C76BF4072ADA111CE928858C798421C63815C58915436191A208A190B78396368815A2AA1F882B0665CC594B9058E828A58EF9AC1BD8BAD2C0300');
INSERT INTO "run_events" VALUES (2, 6, X'D30009DFAF88422260A89516A90CB076F1C1716ABA6C05CAAE504E226D7E9812', X'01ABC651BC109B2C8CC0C9C294604101F5155A208303DE1035A59A2A79962864162BE44342293835332F558F8B52779A1070274A0186DD9590EC6884B38421D629A660A798219741241539860688D2C3145E7C189AA21636287E20AC1957E96386A3F821D6B36660CF9A632FA000');
INSERT INTO "run_events" VALUES (3, 7, X'2C1EEBA61FA21E320AA3177A03F95387183DAEC35811D1485DD539EED773AD1F', X'01A5945B0AC3201444FFB38A921538138D666DDD7C3DF69910A9A582E3D701EF7039D78E5E46D7C26D2DD257513CA63A94DC8AD77E53D31CEAB9D42BC2C4424422112B9127CFBC85D86A0848400212908004242065024210863084210C61084318C21086F036FD5B566A65E56E593B8B9E57757742EC6A6EF42B6BFB4AF914E14FDE53782B6C092F89C583F276430CD03D09968E0547C7CDCF71CF3C7903');
INSERT INTO "run_events" VALUES (4, 7, X'E040B68092274B8437CEB3DDC22F952E25423B82A0750F03FF176C154D6EE663', X'01ABC65184119BF48CC049CFD090606904F5195A3C82E3D6109C1D1041CAC96568A8549C59A15092094C98C098284BCD43CE2F864A26465C943ADC14E270239C0E472936B13B1B520818E32CD788758B19C42DA6C4157D264628459F891196A2CFD000518A19C28B31503421177A28BE22AC19572968688AA31C24D6FFE670FF632B2A01');
INSERT INTO "run_events" VALUES (5, 5, X'2CEBE0BCB16AC0FEF77B9B113FD457D445F0C47906A3984572B27BF0356F8422', X'01ABC651BC109B2C8CC0C9C292604101F5155A208303DE1039D392E90C6302CE801531789D81544481F5C703CB94D2E2D4146879658A9C13518A2C625D690276A5A119BC54C3B0069E47428009042CAB0095052799A2D4C2D2D4E2123DD402105A58404AC05433434B73237360DE4A3551C2517610EB5E53887BCD918A973460F880CA1600');
INSERT INTO "run_events" VALUES (6, 9, X'8FE5CAB46F00D86329FF402215E40CEBE3437D072E12A10735B93186AC8AF192', X'01ABC651BC109B2C8CC0C9C2D090604901F5165A288343DE1035A91A1A2A19000197918592029036E4323202338CB88C4CC10C6398940997913198618A3D8F10EB094B88274C8D91F25171497E410128170100');
INSERT INTO "run_events" VALUES (7, 10, X'25A2066DA0DA1414D453E137DAA3C5E32A14D8A043743F49C9558706FB03845E', X'01ABC651BC109B2C8CC0C9C2D090604901F5165A288343DE1035A91A1A2A19000197B18192029036E4323204338CB88C4CC00C632E237330C384CBC802CC30E5C2519810EB0D4B88374C0CE1054E665E09D0A8D202504E424EBC2188E82E2EC92F2800C6677946664E2A304A338BC1919C940A8C550588775253F414428A2A1512D31333F3F430CB2D1C999BE84C69807037BC044076792D00');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":59,"ms":12,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":3,"ms":2,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":3,"ms":4,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":8,"ms":3,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":4,"ms":5,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":3,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
INSERT INTO "alembic_version" VALUES ('0003');
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_conversation ON message (conversation, "key");
CREATE INDEX run_by_conversation ON run (conversation);
CREATE INDEX run_open ON run (status) WHERE status = 'running';
