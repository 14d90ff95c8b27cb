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
        conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        parent TEXT,
        role TEXT NOT NULL CONSTRAINT message_role CHECK (role IN ('user', 'assistant')),
        text TEXT NOT NULL,
        fields TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT
    ;
CREATE TABLE run (
        key INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
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
        ended_at INTEGER
    ) STRICT
    ;
CREATE TABLE event (
        run INTEGER NOT NULL REFERENCES run (key) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (run, seq)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "alembic_version" VALUES ('0001');
INSERT INTO "conversation" VALUES ('076a7a00d8ed43e78dce8a18d44ab76d', '[say: Paris. «Grüße» 🥖 and a \ ''quote'' "too"]', 'chat', '05b263333e3d4d988b456dd365dea27e', 1795379915653, 1795379915804);
INSERT INTO "conversation" VALUES ('4717ba5e63ab422eb952a4f721dbfa5e', '[say: 42][say reasoning: six times seven]', 'think', 'ecb8bde9a4bf47558e0e283644112c60', 1795379915873, 1795379915873);
INSERT INTO "conversation" VALUES ('d72c80151897457daf751db97dfb46b6', '[bench n=12 fail=400]', 'chat', '92841bca5652403286d94149beb52a36', 1795379915927, 1795379915927);
INSERT INTO "conversation" VALUES ('6326f28280f441b6bca7338d37df672d', '[bench n=2000 rate=40] and is stopped', 'chat', '0fabd2b5c831439d8fd499d02e191998', 1795379916001, 1795379916001);
INSERT INTO "conversation" VALUES ('631bf2413bc94a369dd866abcb7c20b9', '[bench n=2000 rate=40] and the server is killed', 'chat', 'a1b9c5036c0845cdae3881b8b9ac8ef2', 1795379916206, 1795379916206);
INSERT INTO "conversation" VALUES ('9dafef14876a49d782cff31dd7a79710', '[bench n=2000 rate=40] and never ends', 'chat', '6d75efecb94c45e980ccf0af773455db', 1795379921628, 1795379921628);
INSERT INTO "message" VALUES (1, 'bd220158629a4883b1559dbcdfcfaff0', '076a7a00d8ed43e78dce8a18d44ab76d', NULL, 'user', '[say: Paris. «Grüße» 🥖

    and a \ ''quote'' "too"]', '{}', 1795379915653);
INSERT INTO "message" VALUES (2, '92dd7ff973a0442a9a5af007d56afd37', '076a7a00d8ed43e78dce8a18d44ab76d', 'bd220158629a4883b1559dbcdfcfaff0', 'assistant', 'Paris. «Grüße» 🥖

    and a \ ''quote'' "too"', '{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}', 1795379915653);
INSERT INTO "message" VALUES (3, '3ba7c4dcd8fa4070be20db3c0ac84532', '076a7a00d8ed43e78dce8a18d44ab76d', '92dd7ff973a0442a9a5af007d56afd37', 'user', '[say: It is on the Seine.]', '{}', 1795379915745);
INSERT INTO "message" VALUES (4, '3e362bb83ec943748a65db20853e308f', '076a7a00d8ed43e78dce8a18d44ab76d', '3ba7c4dcd8fa4070be20db3c0ac84532', 'assistant', 'It is on the Seine.', '{"answer":"It is on the Seine."}', 1795379915745);
INSERT INTO "message" VALUES (5, 'dfdff0fe6c61426390fdb0b284dd8b7b', '076a7a00d8ed43e78dce8a18d44ab76d', '92dd7ff973a0442a9a5af007d56afd37', 'user', '[bench n=30]', '{}', 1795379915804);
INSERT INTO "message" VALUES (6, '05b263333e3d4d988b456dd365dea27e', '076a7a00d8ed43e78dce8a18d44ab76d', 'dfdff0fe6c61426390fdb0b284dd8b7b', 'assistant', '0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029', '{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}', 1795379915804);
INSERT INTO "message" VALUES (7, '1c801fe7377741cdb1d597df1c06e342', '4717ba5e63ab422eb952a4f721dbfa5e', NULL, 'user', '[say: 42][say reasoning: six times seven]', '{}', 1795379915873);
INSERT INTO "message" VALUES (8, 'ecb8bde9a4bf47558e0e283644112c60', '4717ba5e63ab422eb952a4f721dbfa5e', '1c801fe7377741cdb1d597df1c06e342', 'assistant', '42', '{"reasoning":"six times seven","answer":"42"}', 1795379915873);
INSERT INTO "message" VALUES (9, '7726120315f149a2bfcd858db46bf04c', 'd72c80151897457daf751db97dfb46b6', NULL, 'user', '[bench n=12 fail=400]', '{}', 1795379915927);
INSERT INTO "message" VALUES (10, '92841bca5652403286d94149beb52a36', 'd72c80151897457daf751db97dfb46b6', '7726120315f149a2bfcd858db46bf04c', 'assistant', '', '{}', 1795379915927);
INSERT INTO "message" VALUES (11, '54573498f51e44d4a62997ee112dda6d', '6326f28280f441b6bca7338d37df672d', NULL, 'user', '[bench n=2000 rate=40] and is stopped', '{}', 1795379916001);
INSERT INTO "message" VALUES (12, '0fabd2b5c831439d8fd499d02e191998', '6326f28280f441b6bca7338d37df672d', '54573498f51e44d4a62997ee112dda6d', 'assistant', '0000 0001 0002 0003 0004 0005 0006', '{"answer":"0000 0001 0002 0003 0004 0005 0006"}', 1795379916001);
INSERT INTO "message" VALUES (13, '4b21639066304254b430c68e2bc82e9f', '631bf2413bc94a369dd866abcb7c20b9', NULL, 'user', '[bench n=2000 rate=40] and the server is killed', '{}', 1795379916206);
INSERT INTO "message" VALUES (14, 'a1b9c5036c0845cdae3881b8b9ac8ef2', '631bf2413bc94a369dd866abcb7c20b9', '4b21639066304254b430c68e2bc82e9f', 'assistant', '0000 0001 0002 0003 0004 0005 0006', '{"answer":"0000 0001 0002 0003 0004 0005 0006"}', 1795379916206);
INSERT INTO "message" VALUES (15, 'e45bedf20d554705bacecadb62599370', '9dafef14876a49d782cff31dd7a79710', NULL, 'user', '[bench n=2000 rate=40] and never ends', '{}', 1795379921628);
INSERT INTO "message" VALUES (16, '6d75efecb94c45e980ccf0af773455db', '9dafef14876a49d782cff31dd7a79710', 'e45bedf20d554705bacecadb62599370', 'assistant', '', '{}', 1795379921628);
INSERT INTO "run" VALUES (1, 'dad40be9c41447e4869c7ed6a28ed5a4', '076a7a00d8ed43e78dce8a18d44ab76d', '92dd7ff973a0442a9a5af007d56afd37', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"dad40be9c41447e4869c7ed6a28ed5a4","seq":1,"t":0,"v":1,"conversation":"076a7a00d8ed43e78dce8a18d44ab76d","message":"92dd7ff973a0442a9a5af007d56afd37","parent":"bd220158629a4883b1559dbcdfcfaff0","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915653}', '{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}}', NULL, 47, 'a106b724f52642aabdcab1b115bc6715', NULL, 1795379915653, 1795379915725);
INSERT INTO "run" VALUES (2, 'ebd7f48e4f424269b88f3fa82887496a', '076a7a00d8ed43e78dce8a18d44ab76d', '3e362bb83ec943748a65db20853e308f', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"ebd7f48e4f424269b88f3fa82887496a","seq":1,"t":0,"v":1,"conversation":"076a7a00d8ed43e78dce8a18d44ab76d","message":"3e362bb83ec943748a65db20853e308f","parent":"3ba7c4dcd8fa4070be20db3c0ac84532","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915745}', '{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}}', NULL, 17, 'a106b724f52642aabdcab1b115bc6715', NULL, 1795379915745, 1795379915782);
INSERT INTO "run" VALUES (3, 'de4efb3961ff4fa9bda54194a0733cf6', '076a7a00d8ed43e78dce8a18d44ab76d', '05b263333e3d4d988b456dd365dea27e', 'chat', 'openai/bench', 'completed', '{"type":"start","run":"de4efb3961ff4fa9bda54194a0733cf6","seq":1,"t":0,"v":1,"conversation":"076a7a00d8ed43e78dce8a18d44ab76d","message":"05b263333e3d4d988b456dd365dea27e","parent":"dfdff0fe6c61426390fdb0b284dd8b7b","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915804}', '{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}}', NULL, 24, 'a106b724f52642aabdcab1b115bc6715', NULL, 1795379915804, 1795379915845);
INSERT INTO "run" VALUES (4, 'c82c16b09bac487285fd66764cafa9f5', '4717ba5e63ab422eb952a4f721dbfa5e', 'ecb8bde9a4bf47558e0e283644112c60', 'think', 'openai/bench', 'completed', '{"type":"start","run":"c82c16b09bac487285fd66764cafa9f5","seq":1,"t":0,"v":1,"conversation":"4717ba5e63ab422eb952a4f721dbfa5e","message":"ecb8bde9a4bf47558e0e283644112c60","parent":"1c801fe7377741cdb1d597df1c06e342","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795379915873}', '{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}}', NULL, 26, 'a106b724f52642aabdcab1b115bc6715', NULL, 1795379915873, 1795379915905);
INSERT INTO "run" VALUES (5, '3c33f663f3fe47b9bfa47afd89755d7e', 'd72c80151897457daf751db97dfb46b6', '92841bca5652403286d94149beb52a36', 'chat', 'openai/bench', 'failed', '{"type":"start","run":"3c33f663f3fe47b9bfa47afd89755d7e","seq":1,"t":0,"v":1,"conversation":"d72c80151897457daf751db97dfb46b6","message":"92841bca5652403286d94149beb52a36","parent":"7726120315f149a2bfcd858db46bf04c","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915927}', NULL, '{"code":"model_refused","message":"The model refused the request.","retryable":false}', 39, 'a106b724f52642aabdcab1b115bc6715', NULL, 1795379915927, 1795379915975);
INSERT INTO "run" VALUES (6, '9089e53e5a39430c85e8203de5b2054a', '6326f28280f441b6bca7338d37df672d', '0fabd2b5c831439d8fd499d02e191998', 'chat', 'openai/bench', 'stopped', '{"type":"start","run":"9089e53e5a39430c85e8203de5b2054a","seq":1,"t":0,"v":1,"conversation":"6326f28280f441b6bca7338d37df672d","message":"0fabd2b5c831439d8fd499d02e191998","parent":"54573498f51e44d4a62997ee112dda6d","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379916001}', NULL, NULL, 175, 'a106b724f52642aabdcab1b115bc6715', NULL, 1795379916001, 1795379916192);
INSERT INTO "run" VALUES (7, 'a9886f2f808d44e9957aef6486d9bcd6', '631bf2413bc94a369dd866abcb7c20b9', 'a1b9c5036c0845cdae3881b8b9ac8ef2', 'chat', 'openai/bench', 'interrupted', '{"type":"start","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":1,"t":0,"v":1,"conversation":"631bf2413bc94a369dd866abcb7c20b9","message":"a1b9c5036c0845cdae3881b8b9ac8ef2","parent":"4b21639066304254b430c68e2bc82e9f","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379916206}', NULL, '{"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}', 156, 'a106b724f52642aabdcab1b115bc6715', NULL, 1795379916206, 1795379921247);
INSERT INTO "run" VALUES (8, 'a13d759c48924809aa70cae6e5081511', '9dafef14876a49d782cff31dd7a79710', '6d75efecb94c45e980ccf0af773455db', 'chat', 'openai/bench', 'running', '{"type":"start","run":"a13d759c48924809aa70cae6e5081511","seq":1,"t":0,"v":1,"conversation":"9dafef14876a49d782cff31dd7a79710","message":"6d75efecb94c45e980ccf0af773455db","parent":"e45bedf20d554705bacecadb62599370","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379921628}', NULL, NULL, NULL, '926ef0e243284edca5a365198efe64b7', NULL, 1795379921628, NULL);
INSERT INTO "event" VALUES (1, 1, '{"type":"start","run":"dad40be9c41447e4869c7ed6a28ed5a4","seq":1,"t":0,"v":1,"conversation":"076a7a00d8ed43e78dce8a18d44ab76d","message":"92dd7ff973a0442a9a5af007d56afd37","parent":"bd220158629a4883b1559dbcdfcfaff0","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915653}');
INSERT INTO "event" VALUES (1, 2, '{"type":"token","run":"dad40be9c41447e4869c7ed6a28ed5a4","seq":2,"t":40,"field":"answer","text":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""}');
INSERT INTO "event" VALUES (1, 3, '{"type":"final","run":"dad40be9c41447e4869c7ed6a28ed5a4","seq":3,"t":47,"fields":{"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\""},"answer":"Paris. «Grüße» 🥖\n\n    and a \\ ''quote'' \"too\"","usage":{"input":10,"output":8,"total":18,"by_model":{"openai/bench":{"input":10,"output":8,"total":18}}},"cached":false,"ms":47}');
INSERT INTO "event" VALUES (1, 4, '{"type":"end","run":"dad40be9c41447e4869c7ed6a28ed5a4","seq":4,"t":47,"status":"completed"}');
INSERT INTO "event" VALUES (2, 1, '{"type":"start","run":"ebd7f48e4f424269b88f3fa82887496a","seq":1,"t":0,"v":1,"conversation":"076a7a00d8ed43e78dce8a18d44ab76d","message":"3e362bb83ec943748a65db20853e308f","parent":"3ba7c4dcd8fa4070be20db3c0ac84532","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915745}');
INSERT INTO "event" VALUES (2, 2, '{"type":"token","run":"ebd7f48e4f424269b88f3fa82887496a","seq":2,"t":16,"field":"answer","text":"It is on the Seine."}');
INSERT INTO "event" VALUES (2, 3, '{"type":"final","run":"ebd7f48e4f424269b88f3fa82887496a","seq":3,"t":17,"fields":{"answer":"It is on the Seine."},"answer":"It is on the Seine.","usage":{"input":10,"output":5,"total":15,"by_model":{"openai/bench":{"input":10,"output":5,"total":15}}},"cached":false,"ms":17}');
INSERT INTO "event" VALUES (2, 4, '{"type":"end","run":"ebd7f48e4f424269b88f3fa82887496a","seq":4,"t":17,"status":"completed"}');
INSERT INTO "event" VALUES (3, 1, '{"type":"start","run":"de4efb3961ff4fa9bda54194a0733cf6","seq":1,"t":0,"v":1,"conversation":"076a7a00d8ed43e78dce8a18d44ab76d","message":"05b263333e3d4d988b456dd365dea27e","parent":"dfdff0fe6c61426390fdb0b284dd8b7b","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915804}');
INSERT INTO "event" VALUES (3, 2, '{"type":"token","run":"de4efb3961ff4fa9bda54194a0733cf6","seq":2,"t":23,"field":"answer","text":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"}');
INSERT INTO "event" VALUES (3, 3, '{"type":"final","run":"de4efb3961ff4fa9bda54194a0733cf6","seq":3,"t":24,"fields":{"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029"},"answer":"0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029","usage":{"input":10,"output":30,"total":40,"by_model":{"openai/bench":{"input":10,"output":30,"total":40}}},"cached":false,"ms":24}');
INSERT INTO "event" VALUES (3, 4, '{"type":"end","run":"de4efb3961ff4fa9bda54194a0733cf6","seq":4,"t":24,"status":"completed"}');
INSERT INTO "event" VALUES (4, 1, '{"type":"start","run":"c82c16b09bac487285fd66764cafa9f5","seq":1,"t":0,"v":1,"conversation":"4717ba5e63ab422eb952a4f721dbfa5e","message":"ecb8bde9a4bf47558e0e283644112c60","parent":"1c801fe7377741cdb1d597df1c06e342","program":{"id":"think","title":"Think","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"reasoning","title":"Reasoning","kind":"text","role":"thinking","predictor":"predict"},{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"predict"}],"started_at":1795379915873}');
INSERT INTO "event" VALUES (4, 2, '{"type":"token","run":"c82c16b09bac487285fd66764cafa9f5","seq":2,"t":24,"field":"reasoning","text":"six times seven"}');
INSERT INTO "event" VALUES (4, 3, '{"type":"token","run":"c82c16b09bac487285fd66764cafa9f5","seq":3,"t":24,"field":"answer","text":"42"}');
INSERT INTO "event" VALUES (4, 4, '{"type":"final","run":"c82c16b09bac487285fd66764cafa9f5","seq":4,"t":26,"fields":{"reasoning":"six times seven","answer":"42"},"answer":"42","usage":{"input":10,"output":1,"total":11,"by_model":{"openai/bench":{"input":10,"output":1,"total":11}}},"cached":false,"ms":26}');
INSERT INTO "event" VALUES (4, 5, '{"type":"end","run":"c82c16b09bac487285fd66764cafa9f5","seq":5,"t":26,"status":"completed"}');
INSERT INTO "event" VALUES (5, 1, '{"type":"start","run":"3c33f663f3fe47b9bfa47afd89755d7e","seq":1,"t":0,"v":1,"conversation":"d72c80151897457daf751db97dfb46b6","message":"92841bca5652403286d94149beb52a36","parent":"7726120315f149a2bfcd858db46bf04c","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379915927}');
INSERT INTO "event" VALUES (5, 2, '{"type":"error","run":"3c33f663f3fe47b9bfa47afd89755d7e","seq":2,"t":39,"code":"model_refused","message":"The model refused the request.","retryable":false,"ref":"a802e15385a8"}');
INSERT INTO "event" VALUES (5, 3, '{"type":"end","run":"3c33f663f3fe47b9bfa47afd89755d7e","seq":3,"t":39,"status":"failed"}');
INSERT INTO "event" VALUES (6, 1, '{"type":"start","run":"9089e53e5a39430c85e8203de5b2054a","seq":1,"t":0,"v":1,"conversation":"6326f28280f441b6bca7338d37df672d","message":"0fabd2b5c831439d8fd499d02e191998","parent":"54573498f51e44d4a62997ee112dda6d","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379916001}');
INSERT INTO "event" VALUES (6, 2, '{"type":"token","run":"9089e53e5a39430c85e8203de5b2054a","seq":2,"t":17,"field":"answer","text":"0000"}');
INSERT INTO "event" VALUES (6, 3, '{"type":"token","run":"9089e53e5a39430c85e8203de5b2054a","seq":3,"t":43,"field":"answer","text":" 0001"}');
INSERT INTO "event" VALUES (6, 4, '{"type":"token","run":"9089e53e5a39430c85e8203de5b2054a","seq":4,"t":68,"field":"answer","text":" 0002"}');
INSERT INTO "event" VALUES (6, 5, '{"type":"token","run":"9089e53e5a39430c85e8203de5b2054a","seq":5,"t":93,"field":"answer","text":" 0003"}');
INSERT INTO "event" VALUES (6, 6, '{"type":"token","run":"9089e53e5a39430c85e8203de5b2054a","seq":6,"t":117,"field":"answer","text":" 0004"}');
INSERT INTO "event" VALUES (6, 7, '{"type":"token","run":"9089e53e5a39430c85e8203de5b2054a","seq":7,"t":142,"field":"answer","text":" 0005"}');
INSERT INTO "event" VALUES (6, 8, '{"type":"token","run":"9089e53e5a39430c85e8203de5b2054a","seq":8,"t":168,"field":"answer","text":" 0006"}');
INSERT INTO "event" VALUES (6, 9, '{"type":"end","run":"9089e53e5a39430c85e8203de5b2054a","seq":9,"t":175,"status":"stopped"}');
INSERT INTO "event" VALUES (7, 1, '{"type":"start","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":1,"t":0,"v":1,"conversation":"631bf2413bc94a369dd866abcb7c20b9","message":"a1b9c5036c0845cdae3881b8b9ac8ef2","parent":"4b21639066304254b430c68e2bc82e9f","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379916206}');
INSERT INTO "event" VALUES (7, 2, '{"type":"token","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":2,"t":5,"field":"answer","text":"0000"}');
INSERT INTO "event" VALUES (7, 3, '{"type":"token","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":3,"t":30,"field":"answer","text":" 0001"}');
INSERT INTO "event" VALUES (7, 4, '{"type":"token","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":4,"t":55,"field":"answer","text":" 0002"}');
INSERT INTO "event" VALUES (7, 5, '{"type":"token","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":5,"t":80,"field":"answer","text":" 0003"}');
INSERT INTO "event" VALUES (7, 6, '{"type":"token","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":6,"t":106,"field":"answer","text":" 0004"}');
INSERT INTO "event" VALUES (7, 7, '{"type":"token","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":7,"t":130,"field":"answer","text":" 0005"}');
INSERT INTO "event" VALUES (7, 8, '{"type":"token","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":8,"t":156,"field":"answer","text":" 0006"}');
INSERT INTO "event" VALUES (7, 9, '{"type":"error","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":9,"t":156,"code":"interrupted","message":"The server stopped while this was being answered. Try again.","retryable":true}');
INSERT INTO "event" VALUES (7, 10, '{"type":"end","run":"a9886f2f808d44e9957aef6486d9bcd6","seq":10,"t":156,"status":"interrupted"}');
INSERT INTO "event" VALUES (8, 1, '{"type":"start","run":"a13d759c48924809aa70cae6e5081511","seq":1,"t":0,"v":1,"conversation":"9dafef14876a49d782cff31dd7a79710","message":"6d75efecb94c45e980ccf0af773455db","parent":"e45bedf20d554705bacecadb62599370","program":{"id":"chat","title":"Chat","version":"0.1.0"},"model":{"id":"openai/bench","title":"bench","kind":"server","reason":"the server at http://127.0.0.1:37097/v1 was named in the settings"},"fields":[{"name":"answer","title":"Answer","kind":"text","role":"answer","predictor":"self"}],"started_at":1795379921628}');
INSERT INTO "event" VALUES (8, 2, '{"type":"token","run":"a13d759c48924809aa70cae6e5081511","seq":2,"t":16,"field":"answer","text":"0000"}');
INSERT INTO "event" VALUES (8, 3, '{"type":"token","run":"a13d759c48924809aa70cae6e5081511","seq":3,"t":41,"field":"answer","text":" 0001"}');
INSERT INTO "event" VALUES (8, 4, '{"type":"token","run":"a13d759c48924809aa70cae6e5081511","seq":4,"t":66,"field":"answer","text":" 0002"}');
INSERT INTO "event" VALUES (8, 5, '{"type":"token","run":"a13d759c48924809aa70cae6e5081511","seq":5,"t":92,"field":"answer","text":" 0003"}');
INSERT INTO "event" VALUES (8, 6, '{"type":"token","run":"a13d759c48924809aa70cae6e5081511","seq":6,"t":117,"field":"answer","text":" 0004"}');
INSERT INTO "event" VALUES (8, 7, '{"type":"token","run":"a13d759c48924809aa70cae6e5081511","seq":7,"t":145,"field":"answer","text":" 0005"}');
INSERT INTO "event" VALUES (8, 8, '{"type":"token","run":"a13d759c48924809aa70cae6e5081511","seq":8,"t":166,"field":"answer","text":" 0006"}');
CREATE INDEX conversation_by_update ON conversation (updated_at, id);
CREATE INDEX message_by_conversation ON message (conversation, key);
CREATE INDEX run_open ON run (status) WHERE status = 'running';
CREATE INDEX run_by_conversation ON run (conversation);
