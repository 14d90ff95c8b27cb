CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (28, 8, 2, '{"type":"status","run":"59cc0c5664a264b734d13fa9c3695392","seq":2,"t":28,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (29, 8, 3, '{"type":"token","run":"59cc0c5664a264b734d13fa9c3695392","seq":3,"t":50,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (30, 8, 4, '{"type":"token","run":"59cc0c5664a264b734d13fa9c3695392","seq":4,"t":51,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (31, 8, 5, '{"type":"token","run":"59cc0c5664a264b734d13fa9c3695392","seq":5,"t":80,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (32, 8, 6, '{"type":"token","run":"59cc0c5664a264b734d13fa9c3695392","seq":6,"t":100,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (33, 8, 7, '{"type":"token","run":"59cc0c5664a264b734d13fa9c3695392","seq":7,"t":128,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (34, 8, 8, '{"type":"token","run":"59cc0c5664a264b734d13fa9c3695392","seq":8,"t":152,"field":"answer","text":" 0005"}');
