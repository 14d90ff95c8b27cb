CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (28, 8, 2, '{"type":"status","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":2,"t":34,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (29, 8, 3, '{"type":"token","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":3,"t":62,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (30, 8, 4, '{"type":"token","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":4,"t":80,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (31, 8, 5, '{"type":"token","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":5,"t":129,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (32, 8, 6, '{"type":"token","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":6,"t":146,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (33, 8, 7, '{"type":"token","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":7,"t":164,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (34, 8, 8, '{"type":"token","run":"37ab87553e3f675a2a761a06e9bd22f2","seq":8,"t":180,"field":"answer","text":" 0005"}');
