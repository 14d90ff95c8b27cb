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
INSERT INTO "conversation" VALUES ('adb46025f44f854f86a1cd5ad6199ce6', '[say: Paris. «Grüße» 🥖', 'chat', 'e98c2eb5faa234aeade4ad60b1109b58', 1795391487228, 1795391487364, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('d75bdd7c8afe1076c92c016f8cd0411a', '[say: 42][say reasoning: six times seven]', 'think', '1f7def7ac023274406471e4916292b25', 1795391487395, 1795391487395, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('ca7f22519a823266d14a24d04db59103', '[bench n=12 fail=400]', 'chat', '7aa17e7c3b4d819faedaa2e5450c536c', 1795391487424, 1795391487424, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('ef5ff3bc391dc2f511daa6ddf54e12d9', '[bench n=2000 rate=40] and is stopped', 'chat', '897dbb3defe7f59cdf13e29e52ca9d08', 1795391487450, 1795391487450, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('ab8e376423395b62710f81bf52219bba', '[bench n=2000 rate=40] and the server is killed', 'chat', 'cf946bcf47c79bce35b483013f4c1c6d', 1795391487621, 1795391487621, 0, 0, NULL);
INSERT INTO "conversation" VALUES ('45d9bd172ef851d74200e70f88d3bb54', '[bench n=2000 rate=40] and never ends', 'chat', '750093e24b720c0f3e98e3469af794c1', 1795391492057, 1795391492057, 0, 0, NULL);
INSERT INTO "message" VALUES (1, '380225e8c6332259fde1669c3128de5f', 'adb46025f44f854f86a1cd5ad6199ce6', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795391487228);
INSERT INTO "message" VALUES (2, '3cecbeae72948b213473d92be2f2f235', 'adb46025f44f854f86a1cd5ad6199ce6', '380225e8c6332259fde1669c3128de5f', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795391487228);
INSERT INTO "message" VALUES (3, '18706fe2682b7d294158a2821805301c', 'adb46025f44f854f86a1cd5ad6199ce6', '3cecbeae72948b213473d92be2f2f235', 'user', '[say: It is on the Seine.]', '{}', 1795391487312);
INSERT INTO "message" VALUES (4, '0243b701f01aab922d70a623e8b8fb7a', 'adb46025f44f854f86a1cd5ad6199ce6', '18706fe2682b7d294158a2821805301c', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795391487312);
INSERT INTO "message" VALUES (5, '2805a75791cef364f8a6340003fbba72', 'adb46025f44f854f86a1cd5ad6199ce6', '3cecbeae72948b213473d92be2f2f235', 'user', '[bench n=30]', '{}', 1795391487364);
INSERT INTO "message" VALUES (6, 'e98c2eb5faa234aeade4ad60b1109b58', 'adb46025f44f854f86a1cd5ad6199ce6', '2805a75791cef364f8a6340003fbba72', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795391487364);
INSERT INTO "message" VALUES (7, 'c3e9383e99828440a9fde4dd8240eece', 'd75bdd7c8afe1076c92c016f8cd0411a', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795391487395);
INSERT INTO "message" VALUES (8, '1f7def7ac023274406471e4916292b25', 'd75bdd7c8afe1076c92c016f8cd0411a', 'c3e9383e99828440a9fde4dd8240eece', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795391487395);
INSERT INTO "message" VALUES (9, 'bd44baeea20cdcebdd672fd2c8d3d242', 'ca7f22519a823266d14a24d04db59103', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795391487424);
INSERT INTO "message" VALUES (10, '7aa17e7c3b4d819faedaa2e5450c536c', 'ca7f22519a823266d14a24d04db59103', 'bd44baeea20cdcebdd672fd2c8d3d242', 'assistant', '', '{}', 1795391487424);
INSERT INTO "message" VALUES (11, '2f26774e7af898f7ef2a59432b4a3874', 'ef5ff3bc391dc2f511daa6ddf54e12d9', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795391487450);
INSERT INTO "message" VALUES (12, '897dbb3defe7f59cdf13e29e52ca9d08', 'ef5ff3bc391dc2f511daa6ddf54e12d9', '2f26774e7af898f7ef2a59432b4a3874', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795391487450);
INSERT INTO "message" VALUES (13, 'fa3920f84dd04ddca79bdd5833d0ca07', 'ab8e376423395b62710f81bf52219bba', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795391487621);
INSERT INTO "message" VALUES (14, 'cf946bcf47c79bce35b483013f4c1c6d', 'ab8e376423395b62710f81bf52219bba', 'fa3920f84dd04ddca79bdd5833d0ca07', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795391487621);
INSERT INTO "message" VALUES (15, '6acb6a47c38f02dbab61acff62a4e5f7', '45d9bd172ef851d74200e70f88d3bb54', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795391492057);
INSERT INTO "message" VALUES (16, '750093e24b720c0f3e98e3469af794c1', '45d9bd172ef851d74200e70f88d3bb54', '6acb6a47c38f02dbab61acff62a4e5f7', 'assistant', '', '{}', 1795391492057);
INSERT INTO "run" VALUES (1, '2197a24795e098491bade5c7132e6ad4', 'adb46025f44f854f86a1cd5ad6199ce6', '3cecbeae72948b213473d92be2f2f235', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"2197a24795e098491bade5c7132e6ad4","seq":1,"t":0,"v":1,"conversation":"adb46025f44f854f86a1cd5ad6199ce6","message":"3cecbeae72948b213473d92be2f2f235","parent":"380225e8c6332259fde1669c3128de5f","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391487228}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 49, '807923ec6f96c5e2620e7f9335722cbd', NULL, 1795391487228, 1795391487293);
INSERT INTO "run" VALUES (2, '0dbfde4d9d43192e803861414174a930', 'adb46025f44f854f86a1cd5ad6199ce6', '0243b701f01aab922d70a623e8b8fb7a', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"0dbfde4d9d43192e803861414174a930","seq":1,"t":0,"v":1,"conversation":"adb46025f44f854f86a1cd5ad6199ce6","message":"0243b701f01aab922d70a623e8b8fb7a","parent":"18706fe2682b7d294158a2821805301c","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391487312}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 17, '807923ec6f96c5e2620e7f9335722cbd', NULL, 1795391487312, 1795391487346);
INSERT INTO "run" VALUES (3, 'eeb247b5faefae3cc8809abf0937aa0e', 'adb46025f44f854f86a1cd5ad6199ce6', 'e98c2eb5faa234aeade4ad60b1109b58', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"eeb247b5faefae3cc8809abf0937aa0e","seq":1,"t":0,"v":1,"conversation":"adb46025f44f854f86a1cd5ad6199ce6","message":"e98c2eb5faa234aeade4ad60b1109b58","parent":"2805a75791cef364f8a6340003fbba72","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391487364}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 9, '807923ec6f96c5e2620e7f9335722cbd', NULL, 1795391487364, 1795391487386);
INSERT INTO "run" VALUES (4, 'd76307e0ccdd8109f492256b03bb450d', 'd75bdd7c8afe1076c92c016f8cd0411a', '1f7def7ac023274406471e4916292b25', 'think', 'openai/bench', 'completed', '{"type":"start","run":"d76307e0ccdd8109f492256b03bb450d","seq":1,"t":0,"v":1,"conversation":"d75bdd7c8afe1076c92c016f8cd0411a","message":"1f7def7ac023274406471e4916292b25","parent":"c3e9383e99828440a9fde4dd8240eece","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795391487395}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 14, '807923ec6f96c5e2620e7f9335722cbd', NULL, 1795391487395, 1795391487413);
INSERT INTO "run" VALUES (5, '1ab4c8ec9d7d93d46a5c19434b28c061', 'ca7f22519a823266d14a24d04db59103', '7aa17e7c3b4d819faedaa2e5450c536c', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"1ab4c8ec9d7d93d46a5c19434b28c061","seq":1,"t":0,"v":1,"conversation":"ca7f22519a823266d14a24d04db59103","message":"7aa17e7c3b4d819faedaa2e5450c536c","parent":"bd44baeea20cdcebdd672fd2c8d3d242","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391487424}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"efef873d063b"}', 8, '807923ec6f96c5e2620e7f9335722cbd', NULL, 1795391487424, 1795391487439);
INSERT INTO "run" VALUES (6, '6fbf3d263f4a5dd34016df86eb054821', 'ef5ff3bc391dc2f511daa6ddf54e12d9', '897dbb3defe7f59cdf13e29e52ca9d08', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"6fbf3d263f4a5dd34016df86eb054821","seq":1,"t":0,"v":1,"conversation":"ef5ff3bc391dc2f511daa6ddf54e12d9","message":"897dbb3defe7f59cdf13e29e52ca9d08","parent":"2f26774e7af898f7ef2a59432b4a3874","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391487450}', NULL, NULL, 141, '807923ec6f96c5e2620e7f9335722cbd', NULL, 1795391487450, 1795391487594);
INSERT INTO "run" VALUES (7, '440fbfa129031ae06114cdb07fbd6f5f', 'ab8e376423395b62710f81bf52219bba', 'cf946bcf47c79bce35b483013f4c1c6d', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"440fbfa129031ae06114cdb07fbd6f5f","seq":1,"t":0,"v":1,"conversation":"ab8e376423395b62710f81bf52219bba","message":"cf946bcf47c79bce35b483013f4c1c6d","parent":"fa3920f84dd04ddca79bdd5833d0ca07","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391487621}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 128, '807923ec6f96c5e2620e7f9335722cbd', NULL, 1795391487621, 1795391491656);
INSERT INTO "run" VALUES (8, '60c833e23c1719d7f80976ad3b73702d', '45d9bd172ef851d74200e70f88d3bb54', '750093e24b720c0f3e98e3469af794c1', 'chat', 'openai/bench', 'running', '{"type":"start","run":"60c833e23c1719d7f80976ad3b73702d","seq":1,"t":0,"v":1,"conversation":"45d9bd172ef851d74200e70f88d3bb54","message":"750093e24b720c0f3e98e3469af794c1","parent":"6acb6a47c38f02dbab61acff62a4e5f7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:42953/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391492057}', NULL, NULL, NULL, '339595ff21f7a6d7df7aeb914c5ac84f', NULL, 1795391492057, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'9E2C95BAFF18988FBBCF8F8E784420CE4CC48CE5B2E1A3B4C7B940C4B0A24017', X'01ABC651BC109B2C8CC0C9C2C49C604901F5165A288343DE1035A99A982B0524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4808AAF18252E4A7D6342C83728E51C76BF4072ADA101CE928858C798421C63815C58915436191A208A190B78396368815A2AA1F882B0665CC59489058E828A58EF9A41BC6B89BD2C0300');
INSERT INTO "run_events" VALUES (2, 6, X'9106279D85204827619DA8A6231C2650A0A7DDF90DA0F1FDFFB2A63E8F92E1DC', X'01ABC651BC109B2C8CC0C9C2D08C604901F5165A288343DE1035A91A9A2979962864162BE443C2293835332F558F8B52979A405C6A8ED3A528651876774272A4A119CE528658C798C21D832888482A770C0D10458829BC0C3134452D71507C415833AE22C8D01C472144AC77CDE0DEC5564E0100');
INSERT INTO "run_events" VALUES (3, 6, X'FF9F03DF1253029BF4BB8F2B1F00858633BA9F7E3727FD3BB09E451990266458', X'01A594490EC3201004EF79459417D06D20E16DF97C28B2621999C807FA56D24C33AAFB402FB367E17616795714AFAD5625B7E2D55F6ABED4DF0DE7FA449858884824221357E246941A8210842004210841084210821084210C61084318C210863084215C4E479B8A3B4D750ADDEEE929843474DCEC28A98D527E2DF897F414BEFE5AC2C76071E5BB6E89097A64C03250E0ECBAF9BDEE96241F');
INSERT INTO "run_events" VALUES (4, 7, X'C24ACA4B6E1D73F77E8444C4F437970749295D4C55C5F1ABCA882C1E3C195F4A', X'01ABC65184119BF48CC049CFD090606904F5195A3C82E3D6109C1D1041CAC96568A8549C59A15092094C98C098284BCD43CD2F26465C943ADC9490C3518A4DECCE861402A638CB3562DD6206718B0971459F89114AD107E462167D86068852CC105E8C817C8B5CE8A1F88AB0665CA5A0A1098E729058FF9BC3FD8FADA80400');
INSERT INTO "run_events" VALUES (5, 5, X'6B056C580CB10B94A704B0707C01EFDD64E734C043C56D9AB5DB07F1488D25B1', X'01ABC651BC109B2C8CC0C9C28C604101F5155A208303DE1039D392E90C6302CE801531789D81544481F5C703CB94D2E2D4146879658A9C13518A2C625D690276A505BC50C3B0059E454280E9032CAB009505A798A2D4C2D2D4E2123DD4F20F5A56400AC0D4B4D4340B73E3140333E324251C4507B1CE358539175EB8A401430754B20000');
INSERT INTO "run_events" VALUES (6, 9, X'C9564B470B432A7FA88A0C8B96C3E7CC615AFC961F399D486C7EC2373A875745', X'01ABC651BC109B2C8CC0C9C294604101F5155A208303DE1035A59A2A19000197919992029036E432B200338CB88C8CC00C632E235330C304C630C59E4388F58225D80B86268648B9A8B824BFA000948700');
INSERT INTO "run_events" VALUES (7, 10, X'C539C7237D78D3FC6C8B87EA91D56402A4BE9398DCDFBA6DB9D16317863D63E9', X'01ABC651BC109B2C8CC0C9C284604101F5155A208303DE1035A59A2819000197918592029036E4323201338C600C6318C304C630E5C2519410EB094BB0270C8D2CE0C54D665E09D0A8D202503E424EBA2188C82E2EC92F2800C6667946664E2A3042338BC1519C940A8C5305886F5253F414428A2A1512D31333F3F4304B2D1C599BE82C698070373CFF23BBBC1600');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":37,"ms":10,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":1,"ms":16,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":1,"ms":5,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":6,"ms":5,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":1,"ms":5,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":0,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
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
INSERT INTO "alembic_version" VALUES ('0006');
CREATE INDEX conversation_deleted ON conversation (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX conversation_listed ON conversation (archived, pinned, updated_at, id) WHERE deleted_at IS NULL;
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
