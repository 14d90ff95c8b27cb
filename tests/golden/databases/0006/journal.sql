CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (27, 8, 2, '{"type":"status","run":"60c833e23c1719d7f80976ad3b73702d","seq":2,"t":13,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (28, 8, 3, '{"type":"token","run":"60c833e23c1719d7f80976ad3b73702d","seq":3,"t":13,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (29, 8, 4, '{"type":"token","run":"60c833e23c1719d7f80976ad3b73702d","seq":4,"t":34,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (30, 8, 5, '{"type":"token","run":"60c833e23c1719d7f80976ad3b73702d","seq":5,"t":59,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (31, 8, 6, '{"type":"token","run":"60c833e23c1719d7f80976ad3b73702d","seq":6,"t":84,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (32, 8, 7, '{"type":"token","run":"60c833e23c1719d7f80976ad3b73702d","seq":7,"t":110,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (33, 8, 8, '{"type":"token","run":"60c833e23c1719d7f80976ad3b73702d","seq":8,"t":137,"field":"answer","text":" 0005"}');
