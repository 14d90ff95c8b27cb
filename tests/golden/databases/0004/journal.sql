CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (22, 8, 2, '{"type":"status","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":2,"t":16,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (23, 8, 3, '{"type":"token","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":3,"t":16,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (24, 8, 4, '{"type":"token","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":4,"t":61,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (25, 8, 5, '{"type":"token","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":5,"t":77,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (26, 8, 6, '{"type":"token","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":6,"t":94,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (27, 8, 7, '{"type":"token","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":7,"t":116,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (28, 8, 8, '{"type":"token","run":"f9c454aedfdc9d203dfd97b8820a61f9","seq":8,"t":141,"field":"answer","text":" 0005"}');
