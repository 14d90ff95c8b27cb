CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (27, 8, 2, '{"type":"status","run":"b87f7075d769afbc81ecc2b601cfc487","seq":2,"t":6,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (28, 8, 3, '{"type":"token","run":"b87f7075d769afbc81ecc2b601cfc487","seq":3,"t":6,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (29, 8, 4, '{"type":"token","run":"b87f7075d769afbc81ecc2b601cfc487","seq":4,"t":31,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (30, 8, 5, '{"type":"token","run":"b87f7075d769afbc81ecc2b601cfc487","seq":5,"t":56,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (31, 8, 6, '{"type":"token","run":"b87f7075d769afbc81ecc2b601cfc487","seq":6,"t":81,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (32, 8, 7, '{"type":"token","run":"b87f7075d769afbc81ecc2b601cfc487","seq":7,"t":106,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (33, 8, 8, '{"type":"token","run":"b87f7075d769afbc81ecc2b601cfc487","seq":8,"t":131,"field":"answer","text":" 0005"}');
