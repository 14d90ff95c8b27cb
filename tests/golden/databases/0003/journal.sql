CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (29, 8, 2, '{"type":"status","run":"3204b7273d814adf7019633093540ffb","seq":2,"t":13,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (30, 8, 3, '{"type":"token","run":"3204b7273d814adf7019633093540ffb","seq":3,"t":13,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (31, 8, 4, '{"type":"token","run":"3204b7273d814adf7019633093540ffb","seq":4,"t":38,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (32, 8, 5, '{"type":"token","run":"3204b7273d814adf7019633093540ffb","seq":5,"t":63,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (33, 8, 6, '{"type":"token","run":"3204b7273d814adf7019633093540ffb","seq":6,"t":88,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (34, 8, 7, '{"type":"token","run":"3204b7273d814adf7019633093540ffb","seq":7,"t":113,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (35, 8, 8, '{"type":"token","run":"3204b7273d814adf7019633093540ffb","seq":8,"t":138,"field":"answer","text":" 0005"}');
