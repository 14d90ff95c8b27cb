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
CREATE TABLE event (
	run INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (run, seq), 
	FOREIGN KEY(run) REFERENCES run ("key") ON DELETE CASCADE
)
 WITHOUT ROWID,
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
INSERT INTO "conversation" VALUES ('57f975239dd0a79ed7e5d5f4411f1a77', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', '595ddb798c5f63f53c3fe8a0d012b719', 1795379885148, 1795379885208);
INSERT INTO "conversation" VALUES ('fe334d73121837d31917a0c59a49b00c', '[say: 42][say reasoning: six times seven]', 'think', 'f63915208af69e3fc8f746d62131d349', 1795379885220, 1795379885220);
INSERT INTO "conversation" VALUES ('3602fd852f56daa3f7cfb96549e9cbde', '[bench n=12 fail=400]', 'chat', '0cff923cae3db198e5c0cf57895b6fc2', 1795379885228, 1795379885228);
INSERT INTO "conversation" VALUES ('53c79fa33f911e13ca9cf87c4911fa0e', '[bench n=2000 rate=40] and is stopped', 'chat', '4e5d330ad92a26e08ec1f5f06ee5d165', 1795379885239, 1795379885239);
INSERT INTO "conversation" VALUES ('f57897ab77056093d69d8789f9163e57', '[bench n=2000 rate=40] and the server is killed', 'chat', '631108f47938e4bf4726ce0d9491be5c', 1795379885387, 1795379885387);
INSERT INTO "conversation" VALUES ('7732fac6d1c19e610ff14292e48b19f9', '[bench n=2000 rate=40] and never ends', 'chat', '0e2fc34b39b8eab4ad6857e6fa2f0f14', 1795379887779, 1795379887779);
INSERT INTO "message" VALUES (1, 'c5f1f559ad3d59c50115ab3d14491e64', '57f975239dd0a79ed7e5d5f4411f1a77', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795379885148);
INSERT INTO "message" VALUES (2, '4e88d95a662599eecdd3813b97694f0e', '57f975239dd0a79ed7e5d5f4411f1a77', 'c5f1f559ad3d59c50115ab3d14491e64', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795379885148);
INSERT INTO "message" VALUES (3, '651687da23b4b1b416be142651628a13', '57f975239dd0a79ed7e5d5f4411f1a77', '4e88d95a662599eecdd3813b97694f0e', 'user', '[say: It is on the Seine.]', '{}', 1795379885186);
INSERT INTO "message" VALUES (4, '8e98b55340d8beee7e98246e12686309', '57f975239dd0a79ed7e5d5f4411f1a77', '651687da23b4b1b416be142651628a13', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795379885186);
INSERT INTO "message" VALUES (5, '3c9a7e1c8386adca9a03043916431125', '57f975239dd0a79ed7e5d5f4411f1a77', '4e88d95a662599eecdd3813b97694f0e', 'user', '[bench n=30]', '{}', 1795379885208);
INSERT INTO "message" VALUES (6, '595ddb798c5f63f53c3fe8a0d012b719', '57f975239dd0a79ed7e5d5f4411f1a77', '3c9a7e1c8386adca9a03043916431125', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795379885208);
INSERT INTO "message" VALUES (7, 'e2767a8eb0686c9867e483ab42cd161a', 'fe334d73121837d31917a0c59a49b00c', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795379885220);
INSERT INTO "message" VALUES (8, 'f63915208af69e3fc8f746d62131d349', 'fe334d73121837d31917a0c59a49b00c', 'e2767a8eb0686c9867e483ab42cd161a', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795379885220);
INSERT INTO "message" VALUES (9, 'b68eb92bfa5a9a3dbf250cee52d28914', '3602fd852f56daa3f7cfb96549e9cbde', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795379885228);
INSERT INTO "message" VALUES (10, '0cff923cae3db198e5c0cf57895b6fc2', '3602fd852f56daa3f7cfb96549e9cbde', 'b68eb92bfa5a9a3dbf250cee52d28914', 'assistant', '', '{}', 1795379885228);
INSERT INTO "message" VALUES (11, '0a1266b33f64f73a16ae9eddd493abe4', '53c79fa33f911e13ca9cf87c4911fa0e', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795379885239);
INSERT INTO "message" VALUES (12, '4e5d330ad92a26e08ec1f5f06ee5d165', '53c79fa33f911e13ca9cf87c4911fa0e', '0a1266b33f64f73a16ae9eddd493abe4', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795379885239);
INSERT INTO "message" VALUES (13, '73f371d198ed8abde292fecd74035184', 'f57897ab77056093d69d8789f9163e57', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795379885387);
INSERT INTO "message" VALUES (14, '631108f47938e4bf4726ce0d9491be5c', 'f57897ab77056093d69d8789f9163e57', '73f371d198ed8abde292fecd74035184', 'assistant', '0000 0001 0002 0003 0004 0005', '{"answer":"0000 0001 0002 0003 0004 0005"}', 1795379885387);
INSERT INTO "message" VALUES (15, '1cd418cec34e94d4b1fd1281ee34ced7', '7732fac6d1c19e610ff14292e48b19f9', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795379887779);
INSERT INTO "message" VALUES (16, '0e2fc34b39b8eab4ad6857e6fa2f0f14', '7732fac6d1c19e610ff14292e48b19f9', '1cd418cec34e94d4b1fd1281ee34ced7', 'assistant', '', '{}', 1795379887779);
INSERT INTO "run" VALUES (1, 'c65abeee658169b63775cf2345797f97', '57f975239dd0a79ed7e5d5f4411f1a77', '4e88d95a662599eecdd3813b97694f0e', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"c65abeee658169b63775cf2345797f97","seq":1,"t":0,"v":1,"conversation":"57f975239dd0a79ed7e5d5f4411f1a77","message":"4e88d95a662599eecdd3813b97694f0e","parent":"c5f1f559ad3d59c50115ab3d14491e64","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885148}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 26, '762e03b82bed9a846ee4b9de1b45e0af', NULL, 1795379885148, 1795379885176);
INSERT INTO "run" VALUES (2, '60c8b6c97ca99fa60a6cae0b554acf6b', '57f975239dd0a79ed7e5d5f4411f1a77', '8e98b55340d8beee7e98246e12686309', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"60c8b6c97ca99fa60a6cae0b554acf6b","seq":1,"t":0,"v":1,"conversation":"57f975239dd0a79ed7e5d5f4411f1a77","message":"8e98b55340d8beee7e98246e12686309","parent":"651687da23b4b1b416be142651628a13","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885186}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 4, '762e03b82bed9a846ee4b9de1b45e0af', NULL, 1795379885186, 1795379885199);
INSERT INTO "run" VALUES (3, 'f671b10c6572f46e064720334bc1483f', '57f975239dd0a79ed7e5d5f4411f1a77', '595ddb798c5f63f53c3fe8a0d012b719', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"f671b10c6572f46e064720334bc1483f","seq":1,"t":0,"v":1,"conversation":"57f975239dd0a79ed7e5d5f4411f1a77","message":"595ddb798c5f63f53c3fe8a0d012b719","parent":"3c9a7e1c8386adca9a03043916431125","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885208}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 4, '762e03b82bed9a846ee4b9de1b45e0af', NULL, 1795379885208, 1795379885217);
INSERT INTO "run" VALUES (4, 'd402346bab18f8a8e2e7f60e237386ab', 'fe334d73121837d31917a0c59a49b00c', 'f63915208af69e3fc8f746d62131d349', 'think', 'openai/bench', 'completed', '{"type":"start","run":"d402346bab18f8a8e2e7f60e237386ab","seq":1,"t":0,"v":1,"conversation":"fe334d73121837d31917a0c59a49b00c","message":"f63915208af69e3fc8f746d62131d349","parent":"e2767a8eb0686c9867e483ab42cd161a","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795379885220}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 4, '762e03b82bed9a846ee4b9de1b45e0af', NULL, 1795379885220, 1795379885225);
INSERT INTO "run" VALUES (5, 'f7cf9ed42d7e666e97d64c1f366b626e', '3602fd852f56daa3f7cfb96549e9cbde', '0cff923cae3db198e5c0cf57895b6fc2', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"f7cf9ed42d7e666e97d64c1f366b626e","seq":1,"t":0,"v":1,"conversation":"3602fd852f56daa3f7cfb96549e9cbde","message":"0cff923cae3db198e5c0cf57895b6fc2","parent":"b68eb92bfa5a9a3dbf250cee52d28914","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885228}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"06bf55972ddc"}', 4, '762e03b82bed9a846ee4b9de1b45e0af', NULL, 1795379885228, 1795379885234);
INSERT INTO "run" VALUES (6, 'f0232f4a07861a802be0ef41101fad68', '53c79fa33f911e13ca9cf87c4911fa0e', '4e5d330ad92a26e08ec1f5f06ee5d165', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"f0232f4a07861a802be0ef41101fad68","seq":1,"t":0,"v":1,"conversation":"53c79fa33f911e13ca9cf87c4911fa0e","message":"4e5d330ad92a26e08ec1f5f06ee5d165","parent":"0a1266b33f64f73a16ae9eddd493abe4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885239}', NULL, NULL, 135, '762e03b82bed9a846ee4b9de1b45e0af', NULL, 1795379885239, 1795379885376);
INSERT INTO "run" VALUES (7, '7028c2ed9ff7f030f14b0652a849fc11', 'f57897ab77056093d69d8789f9163e57', '631108f47938e4bf4726ce0d9491be5c', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":1,"t":0,"v":1,"conversation":"f57897ab77056093d69d8789f9163e57","message":"631108f47938e4bf4726ce0d9491be5c","parent":"73f371d198ed8abde292fecd74035184","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885387}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 130, '762e03b82bed9a846ee4b9de1b45e0af', NULL, 1795379885387, 1795379887452);
INSERT INTO "run" VALUES (8, '16bde70d3da4988bbee853afc533b5b8', '7732fac6d1c19e610ff14292e48b19f9', '0e2fc34b39b8eab4ad6857e6fa2f0f14', 'chat', 'openai/bench', 'running', '{"type":"start","run":"16bde70d3da4988bbee853afc533b5b8","seq":1,"t":0,"v":1,"conversation":"7732fac6d1c19e610ff14292e48b19f9","message":"0e2fc34b39b8eab4ad6857e6fa2f0f14","parent":"1cd418cec34e94d4b1fd1281ee34ced7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379887779}', NULL, NULL, NULL, 'd164747d7be34342bb54930a50fea280', NULL, 1795379887779, NULL);
INSERT INTO "event" VALUES (1, 1, '{"type":"start","run":"c65abeee658169b63775cf2345797f97","seq":1,"t":0,"v":1,"conversation":"57f975239dd0a79ed7e5d5f4411f1a77","message":"4e88d95a662599eecdd3813b97694f0e","parent":"c5f1f559ad3d59c50115ab3d14491e64","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885148}');
INSERT INTO "event" VALUES (1, 2, '{"type":"status","run":"c65abeee658169b63775cf2345797f97","seq":2,"t":24,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "event" VALUES (1, 3, '{"type":"token","run":"c65abeee658169b63775cf2345797f97","seq":3,"t":24,"field":"answer","text":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}');
INSERT INTO "event" VALUES (1, 4, '{"type":"status","run":"c65abeee658169b63775cf2345797f97","seq":4,"t":24,"kind":"model","state":"end","name":"openai/bench","id":"1","ms":4}');
INSERT INTO "event" VALUES (1, 5, '{"type":"final","run":"c65abeee658169b63775cf2345797f97","seq":5,"t":25,"fields":{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""},"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"","usage":{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}},"cached":false,"ms":25}');
INSERT INTO "event" VALUES (1, 6, '{"type":"end","run":"c65abeee658169b63775cf2345797f97","seq":6,"t":26,"status":"completed"}');
INSERT INTO "event" VALUES (2, 1, '{"type":"start","run":"60c8b6c97ca99fa60a6cae0b554acf6b","seq":1,"t":0,"v":1,"conversation":"57f975239dd0a79ed7e5d5f4411f1a77","message":"8e98b55340d8beee7e98246e12686309","parent":"651687da23b4b1b416be142651628a13","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885186}');
INSERT INTO "event" VALUES (2, 2, '{"type":"status","run":"60c8b6c97ca99fa60a6cae0b554acf6b","seq":2,"t":3,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "event" VALUES (2, 3, '{"type":"token","run":"60c8b6c97ca99fa60a6cae0b554acf6b","seq":3,"t":3,"field":"answer","text":"It is on the Seine."}');
INSERT INTO "event" VALUES (2, 4, '{"type":"status","run":"60c8b6c97ca99fa60a6cae0b554acf6b","seq":4,"t":3,"kind":"model","state":"end","name":"openai/bench","id":"1","ms":2}');
INSERT INTO "event" VALUES (2, 5, '{"type":"final","run":"60c8b6c97ca99fa60a6cae0b554acf6b","seq":5,"t":4,"fields":{"answer":"It is on the Seine."},"answer":"It is on the Seine.","usage":{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}},"cached":false,"ms":4}');
INSERT INTO "event" VALUES (2, 6, '{"type":"end","run":"60c8b6c97ca99fa60a6cae0b554acf6b","seq":6,"t":4,"status":"completed"}');
INSERT INTO "event" VALUES (3, 1, '{"type":"start","run":"f671b10c6572f46e064720334bc1483f","seq":1,"t":0,"v":1,"conversation":"57f975239dd0a79ed7e5d5f4411f1a77","message":"595ddb798c5f63f53c3fe8a0d012b719","parent":"3c9a7e1c8386adca9a03043916431125","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885208}');
INSERT INTO "event" VALUES (3, 2, '{"type":"status","run":"f671b10c6572f46e064720334bc1483f","seq":2,"t":3,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "event" VALUES (3, 3, '{"type":"token","run":"f671b10c6572f46e064720334bc1483f","seq":3,"t":3,"field":"answer","text":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}');
INSERT INTO "event" VALUES (3, 4, '{"type":"status","run":"f671b10c6572f46e064720334bc1483f","seq":4,"t":3,"kind":"model","state":"end","name":"openai/bench","id":"1","ms":2}');
INSERT INTO "event" VALUES (3, 5, '{"type":"final","run":"f671b10c6572f46e064720334bc1483f","seq":5,"t":4,"fields":{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"},"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029","usage":{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}},"cached":false,"ms":4}');
INSERT INTO "event" VALUES (3, 6, '{"type":"end","run":"f671b10c6572f46e064720334bc1483f","seq":6,"t":4,"status":"completed"}');
INSERT INTO "event" VALUES (4, 1, '{"type":"start","run":"d402346bab18f8a8e2e7f60e237386ab","seq":1,"t":0,"v":1,"conversation":"fe334d73121837d31917a0c59a49b00c","message":"f63915208af69e3fc8f746d62131d349","parent":"e2767a8eb0686c9867e483ab42cd161a","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795379885220}');
INSERT INTO "event" VALUES (4, 2, '{"type":"status","run":"d402346bab18f8a8e2e7f60e237386ab","seq":2,"t":3,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "event" VALUES (4, 3, '{"type":"token","run":"d402346bab18f8a8e2e7f60e237386ab","seq":3,"t":3,"field":"reasoning","text":"six times seven"}');
INSERT INTO "event" VALUES (4, 4, '{"type":"token","run":"d402346bab18f8a8e2e7f60e237386ab","seq":4,"t":3,"field":"answer","text":"42"}');
INSERT INTO "event" VALUES (4, 5, '{"type":"status","run":"d402346bab18f8a8e2e7f60e237386ab","seq":5,"t":4,"kind":"model","state":"end","name":"openai/bench","id":"1","ms":2}');
INSERT INTO "event" VALUES (4, 6, '{"type":"final","run":"d402346bab18f8a8e2e7f60e237386ab","seq":6,"t":4,"fields":{"reasoning":"six times seven","answer":"42"},"answer":"42","usage":{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}},"cached":false,"ms":4}');
INSERT INTO "event" VALUES (4, 7, '{"type":"end","run":"d402346bab18f8a8e2e7f60e237386ab","seq":7,"t":4,"status":"completed"}');
INSERT INTO "event" VALUES (5, 1, '{"type":"start","run":"f7cf9ed42d7e666e97d64c1f366b626e","seq":1,"t":0,"v":1,"conversation":"3602fd852f56daa3f7cfb96549e9cbde","message":"0cff923cae3db198e5c0cf57895b6fc2","parent":"b68eb92bfa5a9a3dbf250cee52d28914","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885228}');
INSERT INTO "event" VALUES (5, 2, '{"type":"status","run":"f7cf9ed42d7e666e97d64c1f366b626e","seq":2,"t":2,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "event" VALUES (5, 3, '{"type":"status","run":"f7cf9ed42d7e666e97d64c1f366b626e","seq":3,"t":2,"kind":"model","state":"error","name":"openai/bench","id":"1","detail":"model_refused","ms":2}');
INSERT INTO "event" VALUES (5, 4, '{"type":"error","run":"f7cf9ed42d7e666e97d64c1f366b626e","seq":4,"t":4,"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"06bf55972ddc"}');
INSERT INTO "event" VALUES (5, 5, '{"type":"end","run":"f7cf9ed42d7e666e97d64c1f366b626e","seq":5,"t":4,"status":"failed"}');
INSERT INTO "event" VALUES (6, 1, '{"type":"start","run":"f0232f4a07861a802be0ef41101fad68","seq":1,"t":0,"v":1,"conversation":"53c79fa33f911e13ca9cf87c4911fa0e","message":"4e5d330ad92a26e08ec1f5f06ee5d165","parent":"0a1266b33f64f73a16ae9eddd493abe4","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885239}');
INSERT INTO "event" VALUES (6, 2, '{"type":"status","run":"f0232f4a07861a802be0ef41101fad68","seq":2,"t":3,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "event" VALUES (6, 3, '{"type":"token","run":"f0232f4a07861a802be0ef41101fad68","seq":3,"t":3,"field":"answer","text":"0000"}');
INSERT INTO "event" VALUES (6, 4, '{"type":"token","run":"f0232f4a07861a802be0ef41101fad68","seq":4,"t":29,"field":"answer","text":" 0001"}');
INSERT INTO "event" VALUES (6, 5, '{"type":"token","run":"f0232f4a07861a802be0ef41101fad68","seq":5,"t":55,"field":"answer","text":" 0002"}');
INSERT INTO "event" VALUES (6, 6, '{"type":"token","run":"f0232f4a07861a802be0ef41101fad68","seq":6,"t":79,"field":"answer","text":" 0003"}');
INSERT INTO "event" VALUES (6, 7, '{"type":"token","run":"f0232f4a07861a802be0ef41101fad68","seq":7,"t":104,"field":"answer","text":" 0004"}');
INSERT INTO "event" VALUES (6, 8, '{"type":"token","run":"f0232f4a07861a802be0ef41101fad68","seq":8,"t":129,"field":"answer","text":" 0005"}');
INSERT INTO "event" VALUES (6, 9, '{"type":"end","run":"f0232f4a07861a802be0ef41101fad68","seq":9,"t":135,"status":"stopped"}');
INSERT INTO "event" VALUES (7, 1, '{"type":"start","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":1,"t":0,"v":1,"conversation":"f57897ab77056093d69d8789f9163e57","message":"631108f47938e4bf4726ce0d9491be5c","parent":"73f371d198ed8abde292fecd74035184","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379885387}');
INSERT INTO "event" VALUES (7, 2, '{"type":"status","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":2,"t":4,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "event" VALUES (7, 3, '{"type":"token","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":3,"t":4,"field":"answer","text":"0000"}');
INSERT INTO "event" VALUES (7, 4, '{"type":"token","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":4,"t":30,"field":"answer","text":" 0001"}');
INSERT INTO "event" VALUES (7, 5, '{"type":"token","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":5,"t":55,"field":"answer","text":" 0002"}');
INSERT INTO "event" VALUES (7, 6, '{"type":"token","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":6,"t":80,"field":"answer","text":" 0003"}');
INSERT INTO "event" VALUES (7, 7, '{"type":"token","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":7,"t":106,"field":"answer","text":" 0004"}');
INSERT INTO "event" VALUES (7, 8, '{"type":"token","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":8,"t":130,"field":"answer","text":" 0005"}');
INSERT INTO "event" VALUES (7, 9, '{"type":"error","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":9,"t":130,"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}');
INSERT INTO "event" VALUES (7, 10, '{"type":"end","run":"7028c2ed9ff7f030f14b0652a849fc11","seq":10,"t":130,"status":"interrupted"}');
INSERT INTO "event" VALUES (8, 1, '{"type":"start","run":"16bde70d3da4988bbee853afc533b5b8","seq":1,"t":0,"v":1,"conversation":"7732fac6d1c19e610ff14292e48b19f9","message":"0e2fc34b39b8eab4ad6857e6fa2f0f14","parent":"1cd418cec34e94d4b1fd1281ee34ced7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38997/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379887779}');
INSERT INTO "trace" VALUES (1, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":8,"total":18},"began_ms":20,"ms":4,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (2, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[say: It is on the Seine.]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\nIt is on the Seine.\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":5,"total":15},"began_ms":1,"ms":2,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (3, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."},{"role":"assistant","text":"[[ ## answer ## ]]\nParis. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"\n\n[[ ## completed ## ]]\n"},{"role":"user","text":"[[ ## question ## ]]\n[bench n=30]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 \n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":30,"total":40},"began_ms":1,"ms":2,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (4, '{"v":1,"calls":[{"id":"1","predictor":"predict","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `reasoning` (str): \n2. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## reasoning ## ]]\n{reasoning}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[say: 42][say reasoning: six times seven]\n\nRespond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## reasoning ## ]]\nsix times seven\n\n[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]","thinking":null,"usage":{"input":10,"output":1,"total":11},"began_ms":1,"ms":2,"error":null,"cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (5, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=12 fail=400]\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":0,"ms":2,"error":"model_refused","cut":false}],"dropped":0}');
INSERT INTO "trace" VALUES (6, '{"v":1,"calls":[{"id":"1","predictor":"self","parent":null,"model":"openai/bench","messages":[{"role":"system","text":"Your input fields are:\n1. `question` (str): \n2. `history` (History):\nYour output fields are:\n1. `answer` (str):\nAll interactions will be structured in the following way, with the appropriate values filled in.\n\n[[ ## question ## ]]\n{question}\n\n[[ ## history ## ]]\n{history}\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]\nIn adhering to this structure, your objective is: \n        Answer the user''s latest message helpfully and to the point, in Markdown where it helps."},{"role":"user","text":"[[ ## question ## ]]\n[bench n=2000 rate=40] and is stopped\n\nRespond with the corresponding output fields, starting with the field `[[ ## answer ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`."}],"answer":"[[ ## answer ## ]]\n0000 0001 0002 0003 0004 0005 ","thinking":null,"usage":{"input":0,"output":0,"total":0},"began_ms":1,"ms":null,"error":"stopped","cut":false}],"dropped":0}');
INSERT INTO "alembic_version" VALUES ('0002');
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_conversation ON message (conversation, "key");
CREATE INDEX run_open ON run (status) WHERE status = 'running';
CREATE INDEX run_by_conversation ON run (conversation);
