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
INSERT INTO "conversation" VALUES ('fbb545ec8cdd2fc6da2b16447cc0092d', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', 'd8b1814412e93747dd4f3b297bf719bb', 1795391530426, 1795391530657);
INSERT INTO "conversation" VALUES ('1a8d0d3efcca0cb7760094b672bba0fb', '[say: 42][say reasoning: six times seven]', 'think', 'fcaccc04402fbd712bf173e8ff166a1b', 1795391530732, 1795391530732);
INSERT INTO "conversation" VALUES ('459d8e4feb70a80cc49fb7465768fe14', '[bench n=12 fail=400]', 'chat', 'd90774a94f0139fd99c20a91f1902138', 1795391530774, 1795391530774);
INSERT INTO "conversation" VALUES ('06fdac03755f40d525fcd3da45264fc8', '[bench n=2000 rate=40] and is stopped', 'chat', 'e8ca917935c1e3098d56aa167689009a', 1795391530819, 1795391530819);
INSERT INTO "conversation" VALUES ('30be050a8d728d07d3e60d295707a37c', '[bench n=2000 rate=40] and the server is killed', 'chat', '5bfec4e9c660029419238f63dab80411', 1795391531036, 1795391531036);
INSERT INTO "conversation" VALUES ('fc57cbd349f807c3f593365ab05ad715', '[bench n=2000 rate=40] and never ends', 'chat', '0c15035a1f0b77f2d160c619f12e5186', 1795391538668, 1795391538668);
INSERT INTO "message" VALUES (1, '177616b72bff775b1df0d6ae0e61f1ec', 'fbb545ec8cdd2fc6da2b16447cc0092d', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795391530426);
INSERT INTO "message" VALUES (2, '93bc674622c82efd7cce5ce4b12a5559', 'fbb545ec8cdd2fc6da2b16447cc0092d', '177616b72bff775b1df0d6ae0e61f1ec', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795391530426);
INSERT INTO "message" VALUES (3, '70be1f4f8d13858cdf70075dd2a17bfa', 'fbb545ec8cdd2fc6da2b16447cc0092d', '93bc674622c82efd7cce5ce4b12a5559', 'user', '[say: It is on the Seine.]', '{}', 1795391530587);
INSERT INTO "message" VALUES (4, '56e679a1c7a5a7f5661956f68a3a0218', 'fbb545ec8cdd2fc6da2b16447cc0092d', '70be1f4f8d13858cdf70075dd2a17bfa', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795391530587);
INSERT INTO "message" VALUES (5, 'edaea5ac9b60aa797a91ea75c4b720ba', 'fbb545ec8cdd2fc6da2b16447cc0092d', '93bc674622c82efd7cce5ce4b12a5559', 'user', '[bench n=30]', '{}', 1795391530657);
INSERT INTO "message" VALUES (6, 'd8b1814412e93747dd4f3b297bf719bb', 'fbb545ec8cdd2fc6da2b16447cc0092d', 'edaea5ac9b60aa797a91ea75c4b720ba', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795391530657);
INSERT INTO "message" VALUES (7, '3f9e80cd1976ef09cb0aa070b5716c56', '1a8d0d3efcca0cb7760094b672bba0fb', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795391530732);
INSERT INTO "message" VALUES (8, 'fcaccc04402fbd712bf173e8ff166a1b', '1a8d0d3efcca0cb7760094b672bba0fb', '3f9e80cd1976ef09cb0aa070b5716c56', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795391530732);
INSERT INTO "message" VALUES (9, '426994c338e77105583a54574a7a0684', '459d8e4feb70a80cc49fb7465768fe14', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795391530774);
INSERT INTO "message" VALUES (10, 'd90774a94f0139fd99c20a91f1902138', '459d8e4feb70a80cc49fb7465768fe14', '426994c338e77105583a54574a7a0684', 'assistant', '', '{}', 1795391530774);
INSERT INTO "message" VALUES (11, '3470485429ac169da3ad64918b0b9fe6', '06fdac03755f40d525fcd3da45264fc8', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795391530819);
INSERT INTO "message" VALUES (12, 'e8ca917935c1e3098d56aa167689009a', '06fdac03755f40d525fcd3da45264fc8', '3470485429ac169da3ad64918b0b9fe6', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795391530819);
INSERT INTO "message" VALUES (13, 'be3e2f76463be89bf91bd0242564ec81', '30be050a8d728d07d3e60d295707a37c', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795391531036);
INSERT INTO "message" VALUES (14, '5bfec4e9c660029419238f63dab80411', '30be050a8d728d07d3e60d295707a37c', 'be3e2f76463be89bf91bd0242564ec81', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795391531036);
INSERT INTO "message" VALUES (15, '45085667432730452d028dd31db88a2e', 'fc57cbd349f807c3f593365ab05ad715', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795391538668);
INSERT INTO "message" VALUES (16, '0c15035a1f0b77f2d160c619f12e5186', 'fc57cbd349f807c3f593365ab05ad715', '45085667432730452d028dd31db88a2e', 'assistant', '', '{}', 1795391538668);
INSERT INTO "run" VALUES (1, '192e29d9506ba63c8212c8dbc53af177', 'fbb545ec8cdd2fc6da2b16447cc0092d', '93bc674622c82efd7cce5ce4b12a5559', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"192e29d9506ba63c8212c8dbc53af177","seq":1,"t":0,"v":1,"conversation":"fbb545ec8cdd2fc6da2b16447cc0092d","message":"93bc674622c82efd7cce5ce4b12a5559","parent":"177616b72bff775b1df0d6ae0e61f1ec","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391530426}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 105, '68e46407edead06f1c45352a9f8e2ffa', NULL, 1795391530426, 1795391530547, 0);
INSERT INTO "run" VALUES (2, 'eb086e872220d515b6d3a8657c521c97', 'fbb545ec8cdd2fc6da2b16447cc0092d', '56e679a1c7a5a7f5661956f68a3a0218', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"eb086e872220d515b6d3a8657c521c97","seq":1,"t":0,"v":1,"conversation":"fbb545ec8cdd2fc6da2b16447cc0092d","message":"56e679a1c7a5a7f5661956f68a3a0218","parent":"70be1f4f8d13858cdf70075dd2a17bfa","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391530587}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 21, '68e46407edead06f1c45352a9f8e2ffa', NULL, 1795391530587, 1795391530633, 0);
INSERT INTO "run" VALUES (3, 'a69ab8b8e4876b11b2acd01b7733aa14', 'fbb545ec8cdd2fc6da2b16447cc0092d', 'd8b1814412e93747dd4f3b297bf719bb', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"a69ab8b8e4876b11b2acd01b7733aa14","seq":1,"t":0,"v":1,"conversation":"fbb545ec8cdd2fc6da2b16447cc0092d","message":"d8b1814412e93747dd4f3b297bf719bb","parent":"edaea5ac9b60aa797a91ea75c4b720ba","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391530657}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 28, '68e46407edead06f1c45352a9f8e2ffa', NULL, 1795391530657, 1795391530713, 0);
INSERT INTO "run" VALUES (4, '4f28d73c6607d52b4cceb6fad7fc784e', '1a8d0d3efcca0cb7760094b672bba0fb', 'fcaccc04402fbd712bf173e8ff166a1b', 'think', 'openai/bench', 'completed', '{"type":"start","run":"4f28d73c6607d52b4cceb6fad7fc784e","seq":1,"t":0,"v":1,"conversation":"1a8d0d3efcca0cb7760094b672bba0fb","message":"fcaccc04402fbd712bf173e8ff166a1b","parent":"3f9e80cd1976ef09cb0aa070b5716c56","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795391530732}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 20, '68e46407edead06f1c45352a9f8e2ffa', NULL, 1795391530732, 1795391530764, 0);
INSERT INTO "run" VALUES (5, 'ad20a1a4152ce656c63d69163bc63fa4', '459d8e4feb70a80cc49fb7465768fe14', 'd90774a94f0139fd99c20a91f1902138', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"ad20a1a4152ce656c63d69163bc63fa4","seq":1,"t":0,"v":1,"conversation":"459d8e4feb70a80cc49fb7465768fe14","message":"d90774a94f0139fd99c20a91f1902138","parent":"426994c338e77105583a54574a7a0684","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391530774}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"5e8500b9fa92"}', 20, '68e46407edead06f1c45352a9f8e2ffa', NULL, 1795391530774, 1795391530799, 0);
INSERT INTO "run" VALUES (6, '575f755a593b2cff05c185fcb62abe25', '06fdac03755f40d525fcd3da45264fc8', 'e8ca917935c1e3098d56aa167689009a', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"575f755a593b2cff05c185fcb62abe25","seq":1,"t":0,"v":1,"conversation":"06fdac03755f40d525fcd3da45264fc8","message":"e8ca917935c1e3098d56aa167689009a","parent":"3470485429ac169da3ad64918b0b9fe6","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391530819}', NULL, NULL, 159, '68e46407edead06f1c45352a9f8e2ffa', NULL, 1795391530819, 1795391530989, 0);
INSERT INTO "run" VALUES (7, '341567ab5baeb8c96f4b52eebb933810', '30be050a8d728d07d3e60d295707a37c', '5bfec4e9c660029419238f63dab80411', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"341567ab5baeb8c96f4b52eebb933810","seq":1,"t":0,"v":1,"conversation":"30be050a8d728d07d3e60d295707a37c","message":"5bfec4e9c660029419238f63dab80411","parent":"be3e2f76463be89bf91bd0242564ec81","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391531036}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 147, '68e46407edead06f1c45352a9f8e2ffa', NULL, 1795391531036, 1795391537879, 0);
INSERT INTO "run" VALUES (8, '59cc0c5664a264b734d13fa9c3695392', 'fc57cbd349f807c3f593365ab05ad715', '0c15035a1f0b77f2d160c619f12e5186', 'chat', 'openai/bench', 'running', '{"type":"start","run":"59cc0c5664a264b734d13fa9c3695392","seq":1,"t":0,"v":1,"conversation":"fc57cbd349f807c3f593365ab05ad715","message":"0c15035a1f0b77f2d160c619f12e5186","parent":"45085667432730452d028dd31db88a2e","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:45353/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795391538668}', NULL, NULL, NULL, 'b27670a5fbcec0bb9ba10e8a66e22435', NULL, 1795391538668, NULL, NULL);
INSERT INTO "run_events" VALUES (1, 6, X'BCAB4358BB213AE4CB6489461D9B773380074CC67127BF72936DBDD5CF65021F', X'01ABC651BC109B2C8CC0C9C2D284604901F5165A288343DE1035A95A9A280524166516EB291C5AED5E7478CFE1F9A987762B7C98BF745A4C5E4C9E021024E6A528242AC4C428A81796E697A4AA2BC4808AAF18252E4A7D6342C83728E51C76BF4072ADA105CE928858C798821D6368608A5C5A915438191A20CA190B78416368815A2CA17883B0665CE514D0A1388A2A623D6C86F030B6E20C00');
INSERT INTO "run_events" VALUES (2, 6, X'3B01C98B40AD1C37ED6FD93E68ACD6B47E844310A51292E9C6BB83C98747D547', X'01ABC651BC109B2C8CC0C9C2D09C604901F5165A288343DE1035A91A9A2B79962864162BE443C2293835332F558F8B52979A1072294A1986DD9D901C696884B39421D631A660C7181922174424953B86068822C4145E86189AA2963828BE20AC195711646488A31022D6BB6670EF622BA700');
INSERT INTO "run_events" VALUES (3, 6, X'50997BCD1F872AAE7E3EEC87A17C0929934615B35943E3F89E26D395327EE032', X'01A594510AC3201044FF7B8AD213381313CDD97AF9FA4C496B88C452C1F97BB03B2CEFD9D1CBE859B89E85D2A529DE6B1D5AAECDAB3D55A54728EF5EBE08131311899958884464622D210841084210821084200421084118C210863084210C61084318C2EBEDDFAEE255578D45CF9BDA9C10BB9A1B9D65AEB3387F9BF027F1297C1C3685DD62F1E0BC668B01BA6741E78E0747175EF685CF54F902');
INSERT INTO "run_events" VALUES (4, 7, X'8DC1048833B109893F9F35CB9D77B429F85A10C20C94101124ABB54E58F4E669', X'01ABC65184119BF48CC049CFD098606904F5195A3C82E3D6109C1D1041CAC96568AC549C59A15092094C98C098284BCD43CE2F264A26465C943ADC14E270739C0E472936B13B1B520898E32CD788758B19D82D4606C4157D264628451F908B59F4191A204A314378316668885AE8A1F88AB0665CA5A091018E729058FF9BC3FD8FADA80400');
INSERT INTO "run_events" VALUES (5, 5, X'6B35026FE859F4912CFCC683020D8A1604357CC944770A1D5ED212D1FC1F9677', X'01ABC651BC109B2C8CC0C9C2D090604901F5165A288343DE1039D792E90E6342EE80153278DD81544881F5C7034B95D2E2D4146889658A9C17510A2D629D690276A69101BC5CC3B0069E4B428049042CAB009505279AA2D4C2D2D4E2123DD422105A5C40CA40D3540B53038324CBB4444B23251CA507B1EE3585BB175EC0A401C30754BA0000');
INSERT INTO "run_events" VALUES (6, 9, X'E7D773D403644483FA1D7ABF0FA518CA83AD30AFBBC52C5CD675929C482B3770', X'01ABC651BC109B2C8CC0C9C2D094604901F5165A288343DE1035A91A9A2A1900019791A192029036E4323203338CB88C4CC00C632EA0FD20860997913998618A3D8F10EB094BA8272C91F25171497E410128170100');
INSERT INTO "run_events" VALUES (7, 10, X'E87DCB8024F83324DDC390EE24B7361FE5D868372768BAB445DA19A16CEBFBAF', X'01ABC651BC109B2C8CC0C9C2C880604901F5165A288343DE1035A91A192819000197919992029036E4323201338CB88C2CC10C632E236330C384CBC814CC30E5C2519810EB0D4BB0370C4DCCE1054E665E09D0A8D202504E424EBC2188E82E2EC92F2800C6677946664E2A304A338BC1919C940A8C550588775253F414428A2A1512D31333F3F430CB2D1C999BE84C69807037BC044076792D00');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":76,"ms":18,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":5,"ms":12,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":13,"ms":4,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":9,"ms":7,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":6,"ms":5,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":6,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
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
