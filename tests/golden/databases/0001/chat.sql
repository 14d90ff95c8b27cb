CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE conversation (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        program TEXT NOT NULL,
        head TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT
    ;
CREATE TABLE message (
        key INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL,
        parent TEXT,
        role TEXT NOT NULL CONSTRAINT message_role CHECK (role IN ('user', 'assistant')),
        text TEXT NOT NULL,
        fields TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        FOREIGN KEY (conversation) REFERENCES conversation (id) ON DELETE CASCADE
    ) STRICT
    ;
CREATE TABLE run (
        key INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL,
        message TEXT NOT NULL UNIQUE,
        program TEXT NOT NULL,
        model TEXT NOT NULL,
        status TEXT NOT NULL
            CONSTRAINT run_status CHECK (status IN ('running', 'completed', 'stopped', 'failed', 'interrupted')),
        start TEXT NOT NULL,
        usage TEXT,
        error TEXT,
        ms INTEGER,
        boot TEXT NOT NULL,
        idempotency_key TEXT UNIQUE,
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        FOREIGN KEY (conversation) REFERENCES conversation (id) ON DELETE CASCADE
    ) STRICT
    ;
CREATE TABLE event (
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (run, seq),
        FOREIGN KEY (run) REFERENCES run (key) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "alembic_version" VALUES ('0001');
INSERT INTO "conversation" VALUES ('51c856cf7af5498caa04f94c2eb562eb', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', 'bee23b589eba494eafb5a09ea9b73af4', 1795379867913, 1795379867984);
INSERT INTO "conversation" VALUES ('f2a4db537d094021af082476665fdb01', '[say: 42][say reasoning: six times seven]', 'think', '1ae5da954aed49199052030a0c4ef018', 1795379868002, 1795379868002);
INSERT INTO "conversation" VALUES ('d331ded1842b4cd48715e97c9a9a86c9', '[bench n=12 fail=400]', 'chat', '2388acd1f0cf457984dfc5e1b87742ce', 1795379868017, 1795379868017);
INSERT INTO "conversation" VALUES ('05a890bfceae490ba4160ec4f84b1b5b', '[bench n=2000 rate=40] and is stopped', 'chat', '190cd776fefd463081f0a1247d6f60d2', 1795379868031, 1795379868031);
INSERT INTO "conversation" VALUES ('f3d3a0e6a1c34bb29181fa179fcca642', '[bench n=2000 rate=40] and the server is killed', 'chat', '596119d3785d4cb2939ba94f5fec4aa2', 1795379868208, 1795379868208);
INSERT INTO "conversation" VALUES ('eac44473bc224dcdb2c3cd54a659b6ca', '[bench n=2000 rate=40] and never ends', 'chat', '94c268b2948948f1a3a52784453d9694', 1795379870950, 1795379870950);
INSERT INTO "message" VALUES (1, 'cd142542d90f47a6b45e29ffa8a6a306', '51c856cf7af5498caa04f94c2eb562eb', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795379867913);
INSERT INTO "message" VALUES (2, 'ffb2b0ac022a46f08389e0f56029f6ee', '51c856cf7af5498caa04f94c2eb562eb', 'cd142542d90f47a6b45e29ffa8a6a306', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795379867913);
INSERT INTO "message" VALUES (3, 'd1f79a2f95744797a9b53f443a9342c7', '51c856cf7af5498caa04f94c2eb562eb', 'ffb2b0ac022a46f08389e0f56029f6ee', 'user', '[say: It is on the Seine.]', '{}', 1795379867953);
INSERT INTO "message" VALUES (4, '9045e172561f4df485cb1e81a4a5ce93', '51c856cf7af5498caa04f94c2eb562eb', 'd1f79a2f95744797a9b53f443a9342c7', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795379867953);
INSERT INTO "message" VALUES (5, '27830ce9e65f4e8d8f89caf79ac5defe', '51c856cf7af5498caa04f94c2eb562eb', 'ffb2b0ac022a46f08389e0f56029f6ee', 'user', '[bench n=30]', '{}', 1795379867984);
INSERT INTO "message" VALUES (6, 'bee23b589eba494eafb5a09ea9b73af4', '51c856cf7af5498caa04f94c2eb562eb', '27830ce9e65f4e8d8f89caf79ac5defe', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795379867984);
INSERT INTO "message" VALUES (7, '45b1b7cafd164a99a5acca5c7ca53401', 'f2a4db537d094021af082476665fdb01', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795379868002);
INSERT INTO "message" VALUES (8, '1ae5da954aed49199052030a0c4ef018', 'f2a4db537d094021af082476665fdb01', '45b1b7cafd164a99a5acca5c7ca53401', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795379868002);
INSERT INTO "message" VALUES (9, '52a3dd34bede437b9682d420513b7ca9', 'd331ded1842b4cd48715e97c9a9a86c9', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795379868017);
INSERT INTO "message" VALUES (10, '2388acd1f0cf457984dfc5e1b87742ce', 'd331ded1842b4cd48715e97c9a9a86c9', '52a3dd34bede437b9682d420513b7ca9', 'assistant', '', '{}', 1795379868017);
INSERT INTO "message" VALUES (11, 'af0b60003d904e0c88a698813d497810', '05a890bfceae490ba4160ec4f84b1b5b', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795379868031);
INSERT INTO "message" VALUES (12, '190cd776fefd463081f0a1247d6f60d2', '05a890bfceae490ba4160ec4f84b1b5b', 'af0b60003d904e0c88a698813d497810', 'assistant', '0000 0001 0002 0003 0004 0005 0006', '{"answer":"0000 0001 0002 0003 0004 0005 0006"}', 1795379868031);
INSERT INTO "message" VALUES (13, 'cb55502e7c3241309861a53caf4a4f46', 'f3d3a0e6a1c34bb29181fa179fcca642', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795379868208);
INSERT INTO "message" VALUES (14, '596119d3785d4cb2939ba94f5fec4aa2', 'f3d3a0e6a1c34bb29181fa179fcca642', 'cb55502e7c3241309861a53caf4a4f46', 'assistant', '0000 0001 0002 0003 0004 0005 0006', '{"answer":"0000 0001 0002 0003 0004 0005 0006"}', 1795379868208);
INSERT INTO "message" VALUES (15, '5eca02ae9b42481f838b3f39ac5b2fe2', 'eac44473bc224dcdb2c3cd54a659b6ca', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795379870950);
INSERT INTO "message" VALUES (16, '94c268b2948948f1a3a52784453d9694', 'eac44473bc224dcdb2c3cd54a659b6ca', '5eca02ae9b42481f838b3f39ac5b2fe2', 'assistant', '', '{}', 1795379870950);
INSERT INTO "run" VALUES (1, '151e0f7d39f847e399b16aae1c7badd8', '51c856cf7af5498caa04f94c2eb562eb', 'ffb2b0ac022a46f08389e0f56029f6ee', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"151e0f7d39f847e399b16aae1c7badd8","seq":1,"t":0,"v":1,"conversation":"51c856cf7af5498caa04f94c2eb562eb","message":"ffb2b0ac022a46f08389e0f56029f6ee","parent":"cd142542d90f47a6b45e29ffa8a6a306","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379867913}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 27, 'c462cc6ea486429dae30c47b89f33eb1', NULL, 1795379867913, 1795379867942);
INSERT INTO "run" VALUES (2, '2cdb37f2c04b4f278ef5afaff7fabd1e', '51c856cf7af5498caa04f94c2eb562eb', '9045e172561f4df485cb1e81a4a5ce93', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"2cdb37f2c04b4f278ef5afaff7fabd1e","seq":1,"t":0,"v":1,"conversation":"51c856cf7af5498caa04f94c2eb562eb","message":"9045e172561f4df485cb1e81a4a5ce93","parent":"d1f79a2f95744797a9b53f443a9342c7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379867953}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 6, 'c462cc6ea486429dae30c47b89f33eb1', NULL, 1795379867953, 1795379867971);
INSERT INTO "run" VALUES (3, '812a524e0f634ef4b04e8c013615ecb6', '51c856cf7af5498caa04f94c2eb562eb', 'bee23b589eba494eafb5a09ea9b73af4', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"812a524e0f634ef4b04e8c013615ecb6","seq":1,"t":0,"v":1,"conversation":"51c856cf7af5498caa04f94c2eb562eb","message":"bee23b589eba494eafb5a09ea9b73af4","parent":"27830ce9e65f4e8d8f89caf79ac5defe","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379867984}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 7, 'c462cc6ea486429dae30c47b89f33eb1', NULL, 1795379867984, 1795379867996);
INSERT INTO "run" VALUES (4, 'db02e66a7e1047f8b2c37bca2a5984e0', 'f2a4db537d094021af082476665fdb01', '1ae5da954aed49199052030a0c4ef018', 'think', 'openai/bench', 'completed', '{"type":"start","run":"db02e66a7e1047f8b2c37bca2a5984e0","seq":1,"t":0,"v":1,"conversation":"f2a4db537d094021af082476665fdb01","message":"1ae5da954aed49199052030a0c4ef018","parent":"45b1b7cafd164a99a5acca5c7ca53401","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795379868002}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 8, 'c462cc6ea486429dae30c47b89f33eb1', NULL, 1795379868002, 1795379868012);
INSERT INTO "run" VALUES (5, '6295673b30d748fb9c9ab04578b47dc5', 'd331ded1842b4cd48715e97c9a9a86c9', '2388acd1f0cf457984dfc5e1b87742ce', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"6295673b30d748fb9c9ab04578b47dc5","seq":1,"t":0,"v":1,"conversation":"d331ded1842b4cd48715e97c9a9a86c9","message":"2388acd1f0cf457984dfc5e1b87742ce","parent":"52a3dd34bede437b9682d420513b7ca9","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379868017}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"88ce6c5fb5cf"}', 7, 'c462cc6ea486429dae30c47b89f33eb1', NULL, 1795379868017, 1795379868027);
INSERT INTO "run" VALUES (6, '9cf870ab2a4a4f039b55d241ec773c20', '05a890bfceae490ba4160ec4f84b1b5b', '190cd776fefd463081f0a1247d6f60d2', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":1,"t":0,"v":1,"conversation":"05a890bfceae490ba4160ec4f84b1b5b","message":"190cd776fefd463081f0a1247d6f60d2","parent":"af0b60003d904e0c88a698813d497810","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379868031}', NULL, NULL, 163, 'c462cc6ea486429dae30c47b89f33eb1', NULL, 1795379868031, 1795379868196);
INSERT INTO "run" VALUES (7, '27c122462c9f41919503ea9ba7215dd1', 'f3d3a0e6a1c34bb29181fa179fcca642', '596119d3785d4cb2939ba94f5fec4aa2', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"27c122462c9f41919503ea9ba7215dd1","seq":1,"t":0,"v":1,"conversation":"f3d3a0e6a1c34bb29181fa179fcca642","message":"596119d3785d4cb2939ba94f5fec4aa2","parent":"cb55502e7c3241309861a53caf4a4f46","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379868208}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 156, 'c462cc6ea486429dae30c47b89f33eb1', NULL, 1795379868208, 1795379870564);
INSERT INTO "run" VALUES (8, '1ae3c0d455d947598c8b3bbdc5e04262', 'eac44473bc224dcdb2c3cd54a659b6ca', '94c268b2948948f1a3a52784453d9694', 'chat', 'openai/bench', 'running', '{"type":"start","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":1,"t":0,"v":1,"conversation":"eac44473bc224dcdb2c3cd54a659b6ca","message":"94c268b2948948f1a3a52784453d9694","parent":"5eca02ae9b42481f838b3f39ac5b2fe2","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379870950}', NULL, NULL, NULL, '2cbc462ab55042d4b853f480f5366d73', NULL, 1795379870950, NULL);
INSERT INTO "event" VALUES (1, 1, '{"type":"start","run":"151e0f7d39f847e399b16aae1c7badd8","seq":1,"t":0,"v":1,"conversation":"51c856cf7af5498caa04f94c2eb562eb","message":"ffb2b0ac022a46f08389e0f56029f6ee","parent":"cd142542d90f47a6b45e29ffa8a6a306","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379867913}');
INSERT INTO "event" VALUES (1, 2, '{"type":"token","run":"151e0f7d39f847e399b16aae1c7badd8","seq":2,"t":23,"field":"answer","text":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}');
INSERT INTO "event" VALUES (1, 3, '{"type":"final","run":"151e0f7d39f847e399b16aae1c7badd8","seq":3,"t":27,"fields":{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""},"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"","usage":{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}},"cached":false,"ms":27}');
INSERT INTO "event" VALUES (1, 4, '{"type":"end","run":"151e0f7d39f847e399b16aae1c7badd8","seq":4,"t":27,"status":"completed"}');
INSERT INTO "event" VALUES (2, 1, '{"type":"start","run":"2cdb37f2c04b4f278ef5afaff7fabd1e","seq":1,"t":0,"v":1,"conversation":"51c856cf7af5498caa04f94c2eb562eb","message":"9045e172561f4df485cb1e81a4a5ce93","parent":"d1f79a2f95744797a9b53f443a9342c7","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379867953}');
INSERT INTO "event" VALUES (2, 2, '{"type":"token","run":"2cdb37f2c04b4f278ef5afaff7fabd1e","seq":2,"t":5,"field":"answer","text":"It is on the Seine."}');
INSERT INTO "event" VALUES (2, 3, '{"type":"final","run":"2cdb37f2c04b4f278ef5afaff7fabd1e","seq":3,"t":6,"fields":{"answer":"It is on the Seine."},"answer":"It is on the Seine.","usage":{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}},"cached":false,"ms":6}');
INSERT INTO "event" VALUES (2, 4, '{"type":"end","run":"2cdb37f2c04b4f278ef5afaff7fabd1e","seq":4,"t":6,"status":"completed"}');
INSERT INTO "event" VALUES (3, 1, '{"type":"start","run":"812a524e0f634ef4b04e8c013615ecb6","seq":1,"t":0,"v":1,"conversation":"51c856cf7af5498caa04f94c2eb562eb","message":"bee23b589eba494eafb5a09ea9b73af4","parent":"27830ce9e65f4e8d8f89caf79ac5defe","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379867984}');
INSERT INTO "event" VALUES (3, 2, '{"type":"token","run":"812a524e0f634ef4b04e8c013615ecb6","seq":2,"t":6,"field":"answer","text":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}');
INSERT INTO "event" VALUES (3, 3, '{"type":"final","run":"812a524e0f634ef4b04e8c013615ecb6","seq":3,"t":7,"fields":{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"},"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029","usage":{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}},"cached":false,"ms":7}');
INSERT INTO "event" VALUES (3, 4, '{"type":"end","run":"812a524e0f634ef4b04e8c013615ecb6","seq":4,"t":7,"status":"completed"}');
INSERT INTO "event" VALUES (4, 1, '{"type":"start","run":"db02e66a7e1047f8b2c37bca2a5984e0","seq":1,"t":0,"v":1,"conversation":"f2a4db537d094021af082476665fdb01","message":"1ae5da954aed49199052030a0c4ef018","parent":"45b1b7cafd164a99a5acca5c7ca53401","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795379868002}');
INSERT INTO "event" VALUES (4, 2, '{"type":"token","run":"db02e66a7e1047f8b2c37bca2a5984e0","seq":2,"t":7,"field":"reasoning","text":"six times seven"}');
INSERT INTO "event" VALUES (4, 3, '{"type":"token","run":"db02e66a7e1047f8b2c37bca2a5984e0","seq":3,"t":7,"field":"answer","text":"42"}');
INSERT INTO "event" VALUES (4, 4, '{"type":"final","run":"db02e66a7e1047f8b2c37bca2a5984e0","seq":4,"t":8,"fields":{"reasoning":"six times seven","answer":"42"},"answer":"42","usage":{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}},"cached":false,"ms":8}');
INSERT INTO "event" VALUES (4, 5, '{"type":"end","run":"db02e66a7e1047f8b2c37bca2a5984e0","seq":5,"t":8,"status":"completed"}');
INSERT INTO "event" VALUES (5, 1, '{"type":"start","run":"6295673b30d748fb9c9ab04578b47dc5","seq":1,"t":0,"v":1,"conversation":"d331ded1842b4cd48715e97c9a9a86c9","message":"2388acd1f0cf457984dfc5e1b87742ce","parent":"52a3dd34bede437b9682d420513b7ca9","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379868017}');
INSERT INTO "event" VALUES (5, 2, '{"type":"error","run":"6295673b30d748fb9c9ab04578b47dc5","seq":2,"t":7,"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"88ce6c5fb5cf"}');
INSERT INTO "event" VALUES (5, 3, '{"type":"end","run":"6295673b30d748fb9c9ab04578b47dc5","seq":3,"t":7,"status":"failed"}');
INSERT INTO "event" VALUES (6, 1, '{"type":"start","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":1,"t":0,"v":1,"conversation":"05a890bfceae490ba4160ec4f84b1b5b","message":"190cd776fefd463081f0a1247d6f60d2","parent":"af0b60003d904e0c88a698813d497810","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379868031}');
INSERT INTO "event" VALUES (6, 2, '{"type":"token","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":2,"t":6,"field":"answer","text":"0000"}');
INSERT INTO "event" VALUES (6, 3, '{"type":"token","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":3,"t":32,"field":"answer","text":" 0001"}');
INSERT INTO "event" VALUES (6, 4, '{"type":"token","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":4,"t":57,"field":"answer","text":" 0002"}');
INSERT INTO "event" VALUES (6, 5, '{"type":"token","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":5,"t":81,"field":"answer","text":" 0003"}');
INSERT INTO "event" VALUES (6, 6, '{"type":"token","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":6,"t":108,"field":"answer","text":" 0004"}');
INSERT INTO "event" VALUES (6, 7, '{"type":"token","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":7,"t":131,"field":"answer","text":" 0005"}');
INSERT INTO "event" VALUES (6, 8, '{"type":"token","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":8,"t":156,"field":"answer","text":" 0006"}');
INSERT INTO "event" VALUES (6, 9, '{"type":"end","run":"9cf870ab2a4a4f039b55d241ec773c20","seq":9,"t":163,"status":"stopped"}');
INSERT INTO "event" VALUES (7, 1, '{"type":"start","run":"27c122462c9f41919503ea9ba7215dd1","seq":1,"t":0,"v":1,"conversation":"f3d3a0e6a1c34bb29181fa179fcca642","message":"596119d3785d4cb2939ba94f5fec4aa2","parent":"cb55502e7c3241309861a53caf4a4f46","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379868208}');
INSERT INTO "event" VALUES (7, 2, '{"type":"token","run":"27c122462c9f41919503ea9ba7215dd1","seq":2,"t":6,"field":"answer","text":"0000"}');
INSERT INTO "event" VALUES (7, 3, '{"type":"token","run":"27c122462c9f41919503ea9ba7215dd1","seq":3,"t":32,"field":"answer","text":" 0001"}');
INSERT INTO "event" VALUES (7, 4, '{"type":"token","run":"27c122462c9f41919503ea9ba7215dd1","seq":4,"t":56,"field":"answer","text":" 0002"}');
INSERT INTO "event" VALUES (7, 5, '{"type":"token","run":"27c122462c9f41919503ea9ba7215dd1","seq":5,"t":81,"field":"answer","text":" 0003"}');
INSERT INTO "event" VALUES (7, 6, '{"type":"token","run":"27c122462c9f41919503ea9ba7215dd1","seq":6,"t":107,"field":"answer","text":" 0004"}');
INSERT INTO "event" VALUES (7, 7, '{"type":"token","run":"27c122462c9f41919503ea9ba7215dd1","seq":7,"t":131,"field":"answer","text":" 0005"}');
INSERT INTO "event" VALUES (7, 8, '{"type":"token","run":"27c122462c9f41919503ea9ba7215dd1","seq":8,"t":156,"field":"answer","text":" 0006"}');
INSERT INTO "event" VALUES (7, 9, '{"type":"error","run":"27c122462c9f41919503ea9ba7215dd1","seq":9,"t":156,"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}');
INSERT INTO "event" VALUES (7, 10, '{"type":"end","run":"27c122462c9f41919503ea9ba7215dd1","seq":10,"t":156,"status":"interrupted"}');
INSERT INTO "event" VALUES (8, 1, '{"type":"start","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":1,"t":0,"v":1,"conversation":"eac44473bc224dcdb2c3cd54a659b6ca","message":"94c268b2948948f1a3a52784453d9694","parent":"5eca02ae9b42481f838b3f39ac5b2fe2","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:38581/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379870950}');
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_conversation ON message (conversation, key);
CREATE INDEX run_open ON run (status) WHERE status = 'running';
CREATE INDEX run_by_conversation ON run (conversation);
