CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (20, 8, 2, '{"type":"token","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":2,"t":10,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (21, 8, 3, '{"type":"token","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":3,"t":36,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (22, 8, 4, '{"type":"token","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":4,"t":60,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (23, 8, 5, '{"type":"token","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":5,"t":86,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (24, 8, 6, '{"type":"token","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":6,"t":110,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (25, 8, 7, '{"type":"token","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":7,"t":136,"field":"answer","text":" 0005"}');
INSERT INTO "said" VALUES (26, 8, 8, '{"type":"token","run":"1ae3c0d455d947598c8b3bbdc5e04262","seq":8,"t":160,"field":"answer","text":" 0006"}');
