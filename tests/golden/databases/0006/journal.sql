CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (29, 8, 2, '{"type":"status","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":2,"t":12,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (30, 8, 3, '{"type":"token","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":3,"t":12,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (31, 8, 4, '{"type":"token","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":4,"t":54,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (32, 8, 5, '{"type":"token","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":5,"t":73,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (33, 8, 6, '{"type":"token","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":6,"t":90,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (34, 8, 7, '{"type":"token","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":7,"t":115,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (35, 8, 8, '{"type":"token","run":"b69dd2dc6e94e16fa6a4e38ac7b39274","seq":8,"t":137,"field":"answer","text":" 0005"}');
