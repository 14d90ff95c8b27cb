CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (28, 8, 2, '{"type":"status","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":2,"t":44,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (29, 8, 3, '{"type":"token","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":3,"t":66,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (30, 8, 4, '{"type":"token","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":4,"t":77,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (31, 8, 5, '{"type":"token","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":5,"t":104,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (32, 8, 6, '{"type":"token","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":6,"t":124,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (33, 8, 7, '{"type":"token","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":7,"t":152,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (34, 8, 8, '{"type":"token","run":"66dd6fc03b527b74c83133c4735c0a7b","seq":8,"t":174,"field":"answer","text":" 0005"}');
