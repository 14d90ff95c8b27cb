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
INSERT INTO "conversation" VALUES ('0ecc4736873feacbe3cf637d6a614f47', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', '83b2ba66b06714af1c2f0682501eb27f', 1795384395874, 1795384396361);
INSERT INTO "conversation" VALUES ('f7b1672ce266589dd9a494e6e4cb5907', '[say: 42][say reasoning: six times seven]', 'think', 'e9d3a74aee9962e79c67212524d80636', 1795384396420, 1795384396420);
INSERT INTO "conversation" VALUES ('704e59429f9cb6f42ea6025753ede7d7', '[bench n=12 fail=400]', 'chat', '1cd2c7f52315fb34d1432b66f5e8faf4', 1795384396478, 1795384396478);
INSERT INTO "conversation" VALUES ('7dea3a28b21402258b53112016e622b3', '[bench n=2000 rate=40] and is stopped', 'chat', 'a9e0305a62a1a87a5244a66b1198c515', 1795384396512, 1795384396512);
INSERT INTO "conversation" VALUES ('c98213ffe7821755cbd348d56f6da97c', '[bench n=2000 rate=40] and the server is killed', 'chat', 'f7a0e9a7f5c26005479b14b5e4c88dc7', 1795384396714, 1795384396714);
INSERT INTO "conversation" VALUES ('733c63f1dfe032916b45f805580f2354', '[bench n=2000 rate=40] and never ends', 'chat', '431a87cb37b0629919fe853e40a6a8f7', 1795384404363, 1795384404363);
INSERT INTO "message" VALUES (1, '2546f64c762eca6ff2564ef0d666e118', '0ecc4736873feacbe3cf637d6a614f47', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795384395874);
INSERT INTO "message" VALUES (2, '23b9092d2037e2da1849a75ad4dc5532', '0ecc4736873feacbe3cf637d6a614f47', '2546f64c762eca6ff2564ef0d666e118', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795384395874);
INSERT INTO "message" VALUES (3, '0e07f34c007218f1477f70de04f828c7', '0ecc4736873feacbe3cf637d6a614f47', '23b9092d2037e2da1849a75ad4dc5532', 'user', '[say: It is on the Seine.]', '{}', 1795384396123);
INSERT INTO "message" VALUES (4, '4e5a1579b110e9298659c185df05c146', '0ecc4736873feacbe3cf637d6a614f47', '0e07f34c007218f1477f70de04f828c7', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795384396123);
INSERT INTO "message" VALUES (5, 'e6975e1c6133eeccb1ce2154fa3a8316', '0ecc4736873feacbe3cf637d6a614f47', '23b9092d2037e2da1849a75ad4dc5532', 'user', '[bench n=30]', '{}', 1795384396361);
INSERT INTO "message" VALUES (6, '83b2ba66b06714af1c2f0682501eb27f', '0ecc4736873feacbe3cf637d6a614f47', 'e6975e1c6133eeccb1ce2154fa3a8316', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795384396361);
INSERT INTO "message" VALUES (7, 'b1ae4a33fd42029e2ae0f6ae369d484f', 'f7b1672ce266589dd9a494e6e4cb5907', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795384396420);
INSERT INTO "message" VALUES (8, 'e9d3a74aee9962e79c67212524d80636', 'f7b1672ce266589dd9a494e6e4cb5907', 'b1ae4a33fd42029e2ae0f6ae369d484f', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795384396420);
INSERT INTO "message" VALUES (9, 'ac6fa6f9b0e6a2059bccb3a1ff1d6bb4', '704e59429f9cb6f42ea6025753ede7d7', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795384396478);
INSERT INTO "message" VALUES (10, '1cd2c7f52315fb34d1432b66f5e8faf4', '704e59429f9cb6f42ea6025753ede7d7', 'ac6fa6f9b0e6a2059bccb3a1ff1d6bb4', 'assistant', '', '{}', 1795384396478);
INSERT INTO "message" VALUES (11, '7fbaf1d1314131e3bae250bdc65816f2', '7dea3a28b21402258b53112016e622b3', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795384396512);
INSERT INTO "message" VALUES (12, 'a9e0305a62a1a87a5244a66b1198c515', '7dea3a28b21402258b53112016e622b3', '7fbaf1d1314131e3bae250bdc65816f2', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795384396512);
INSERT INTO "message" VALUES (13, '485e2de8897587f8b74bba60bfa65973', 'c98213ffe7821755cbd348d56f6da97c', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795384396714);
INSERT INTO "message" VALUES (14, 'f7a0e9a7f5c26005479b14b5e4c88dc7', 'c98213ffe7821755cbd348d56f6da97c', '485e2de8897587f8b74bba60bfa65973', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009"}', 1795384396714);
INSERT INTO "message" VALUES (15, '6fe0210945820cc4c284ff5fd9fbfed2', '733c63f1dfe032916b45f805580f2354', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795384404363);
INSERT INTO "message" VALUES (16, '431a87cb37b0629919fe853e40a6a8f7', '733c63f1dfe032916b45f805580f2354', '6fe0210945820cc4c284ff5fd9fbfed2', 'assistant', '', '{}', 1795384404363);
INSERT INTO "run" VALUES (1, 'fd5e7cd0336066f7abcdc4a02c5333ca', '0ecc4736873feacbe3cf637d6a614f47', '23b9092d2037e2da1849a75ad4dc5532', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"fd5e7cd0336066f7abcdc4a02c5333ca","seq":1,"t":0,"v":1,"conversation":"0ecc4736873feacbe3cf637d6a614f47","message":"23b9092d2037e2da1849a75ad4dc5532","parent":"2546f64c762eca6ff2564ef0d666e118","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384395874}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 175, '21290bb5637081d7c00a76d205d266bf', NULL, 1795384395874, 1795384396064);
INSERT INTO "run" VALUES (2, '4780356feab36d2d7226d91f0eee0d13', '0ecc4736873feacbe3cf637d6a614f47', '4e5a1579b110e9298659c185df05c146', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"4780356feab36d2d7226d91f0eee0d13","seq":1,"t":0,"v":1,"conversation":"0ecc4736873feacbe3cf637d6a614f47","message":"4e5a1579b110e9298659c185df05c146","parent":"0e07f34c007218f1477f70de04f828c7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384396123}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 25, '21290bb5637081d7c00a76d205d266bf', NULL, 1795384396123, 1795384396290);
INSERT INTO "run" VALUES (3, '6e3a165a52f98c789e62b5f46746cd94', '0ecc4736873feacbe3cf637d6a614f47', '83b2ba66b06714af1c2f0682501eb27f', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"6e3a165a52f98c789e62b5f46746cd94","seq":1,"t":0,"v":1,"conversation":"0ecc4736873feacbe3cf637d6a614f47","message":"83b2ba66b06714af1c2f0682501eb27f","parent":"e6975e1c6133eeccb1ce2154fa3a8316","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384396361}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 7, '21290bb5637081d7c00a76d205d266bf', NULL, 1795384396361, 1795384396400);
INSERT INTO "run" VALUES (4, '0a1d5df88ed0367158d2061ee8e49410', 'f7b1672ce266589dd9a494e6e4cb5907', 'e9d3a74aee9962e79c67212524d80636', 'think', 'openai/bench', 'completed', '{"type":"start","run":"0a1d5df88ed0367158d2061ee8e49410","seq":1,"t":0,"v":1,"conversation":"f7b1672ce266589dd9a494e6e4cb5907","message":"e9d3a74aee9962e79c67212524d80636","parent":"b1ae4a33fd42029e2ae0f6ae369d484f","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795384396420}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 7, '21290bb5637081d7c00a76d205d266bf', NULL, 1795384396420, 1795384396440);
INSERT INTO "run" VALUES (5, '818038ea18c9941aa8874de263cc37c6', '704e59429f9cb6f42ea6025753ede7d7', '1cd2c7f52315fb34d1432b66f5e8faf4', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"818038ea18c9941aa8874de263cc37c6","seq":1,"t":0,"v":1,"conversation":"704e59429f9cb6f42ea6025753ede7d7","message":"1cd2c7f52315fb34d1432b66f5e8faf4","parent":"ac6fa6f9b0e6a2059bccb3a1ff1d6bb4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384396478}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"1becc8142068"}', 6, '21290bb5637081d7c00a76d205d266bf', NULL, 1795384396478, 1795384396489);
INSERT INTO "run" VALUES (6, '1031a891ddc65b656654afc788adc4d5', '7dea3a28b21402258b53112016e622b3', 'a9e0305a62a1a87a5244a66b1198c515', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"1031a891ddc65b656654afc788adc4d5","seq":1,"t":0,"v":1,"conversation":"7dea3a28b21402258b53112016e622b3","message":"a9e0305a62a1a87a5244a66b1198c515","parent":"7fbaf1d1314131e3bae250bdc65816f2","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384396512}', NULL, NULL, 168, '21290bb5637081d7c00a76d205d266bf', NULL, 1795384396512, 1795384396686);
INSERT INTO "run" VALUES (7, 'e5ee6761252e76f463ab764475e8b63d', 'c98213ffe7821755cbd348d56f6da97c', 'f7a0e9a7f5c26005479b14b5e4c88dc7', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"e5ee6761252e76f463ab764475e8b63d","seq":1,"t":0,"v":1,"conversation":"c98213ffe7821755cbd348d56f6da97c","message":"f7a0e9a7f5c26005479b14b5e4c88dc7","parent":"485e2de8897587f8b74bba60bfa65973","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384396714}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 240, '21290bb5637081d7c00a76d205d266bf', NULL, 1795384396714, 1795384403388);
INSERT INTO "run" VALUES (8, '37ab87553e3f675a2a761a06e9bd22f2', '733c63f1dfe032916b45f805580f2354', '431a87cb37b0629919fe853e40a6a8f7', 'chat', 'openai/bench', 'running', '{"type":"start","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":1,"t":0,"v":1,"conversation":"733c63f1dfe032916b45f805580f2354","message":"431a87cb37b0629919fe853e40a6a8f7","parent":"6fe0210945820cc4c284ff5fd9fbfed2","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:36041/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795384404363}', NULL, NULL, NULL, 'e7b9ba5d5c7b4cfdfbba85ec3bb977ca', NULL, 1795384404363, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'AF803BDB35AE8347A68B5D9A52EA16D0B2AE7C3427EE156417EB79AC6127D616', X'01ABC651BC109B2C8CC0C9C2D0D08C605101F5175A308383DE1035AD1A9A19280524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4800AB018252E4AFD6302F18F99014EFFA01475D87D03C9B866C6380B23625D630A718DB90972814552F9646880286A2CE0658DA1056AC984E20DC29A7115554087E228AD88F5B019D4C3A6D84B3400');
INSERT INTO "run_events" VALUES (2, 6, X'EA6F2AF5985F1AF298EEE229B7BA88DDA4550723A03FB3207D19A400C923DE97', X'01ABC651BC109B2C8CC0C9C2C884604901F5165A288343DE1035A91A992879962864162BE443C2293835332F558F8B52979A1072294A1986DD9D901C6981B39021D62DA610B79822974324153B86068812C4145E84189AA21638289E20AC19570964648AA30C22D6BB6670EF622BA600');
INSERT INTO "run_events" VALUES (3, 6, X'A986A305E01F112E07D66D97A8B71623CA0903D02DCDBA23C77BF4353CA0E183', X'01A5945B0A03211004FF738A9013D8ADAED9B3E5F2B1CCD365650D11ECBF829966A8DB402FB367E17616F95014CFAD3625B7E2D55F6ABE84FACEF58B301189446462210A7125D61A8210842004210841084210821084210C61084318C21086308421BC9EFE6D2A1D34D52974BFA78710E2D071B3A3E4364AF9B6E04FD253F8F82B86B7C1D2C677DD1213F4C88065A0C0D97597D7BA7B92BC03');
INSERT INTO "run_events" VALUES (4, 7, X'F5A50D4C254B2A8526F40B8080BD6417151E779A39F18D4A6061B100890C84B1', X'01ABC65184119BF48CC049CF8C606104F5185A3482A3D6109C1B1021CAC965A6549C59A15092094C96C078284BCD43CD2D26465C943ADB9480B351CA4CEC8E86940046380B35629D6206768A3971C59E89114AB107E462167B86068812CC105E84191AA21678289E22AC195709688EA30824D6F7E630DF632B2401');
INSERT INTO "run_events" VALUES (5, 5, X'4CA62F74C7C72026262849C53CAF547447ABDCC8D82B3E5118E4C5A0993AB1BE', X'01ABC651BC109B2C8CC0C9C284604101F5155A208303DE1039D392E90C6302CE801531789D81544481F5C703CB94D2E2D414687965889C13518A2C625D690276A519BC50C3B0059E454280E9032CAB009505A798A2D4C2D2D4E2123DD4F20F5A56400A40C3A4D4E4640B43132303330B251C4507B1CE358539175EB8A401430754B20000');
INSERT INTO "run_events" VALUES (6, 9, X'5C9177FBA04B33440F9EF434FB06B1E684046C7FEC0A1603CBBA4BA9DDD6AEB2', X'01ABC651BC109B2C8CC0C9C2D882604901F5165A288343DE1035A99A9A2B190001979192029032E4323204338CB88C4CC00C632E233330C30426628A3D8B10EB074BB01F0CCD2C90B25171497E410128130100');
INSERT INTO "run_events" VALUES (7, 10, X'B5B8C347B91A9709A418F06D490C22396614432FB120BA8174C21A22D67E9795', X'01ABC651BC109B2C8CC0C9C2D088604901F5165A288343DE1035A91A1A2919000197B1B192029036E432B404338CB88C4DC00C632E433330C304A816C23205116620C21C445880084B2E1C250CB17EB304FBCDC8C4005E0A65E695008D2A2D00652FE4141D824803C525F90505C0482ECFC8CC4905C673663138E693528151AD00F1636A8A9E424851A542627A62669E1E66618623C7139D530D10EE86170BC82EAF0500');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":97,"ms":63,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":16,"ms":8,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":2,"ms":3,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":3,"ms":2,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":2,"ms":1,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":16,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
DELETE FROM "words_data";
INSERT INTO "words_data" VALUES (1, X'0E0E2E72');
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
INSERT INTO "words_data" VALUES (1786706395137, X'000000720530303030300E060102020401310E060102030401320E060102040401330E060102050401340E060102060401350E060102070401360E060102080401370E060102090401380E0601020A0401390E0601020B01026F310E02020004313030300E18010202030303030303030303040B08080808080808080807');
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
