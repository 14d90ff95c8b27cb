CREATE TABLE said (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
INSERT INTO "said" VALUES (25, 8, 2, '{"type":"status","run":"04bba51ead67a68cf6b96f53c179f017","seq":2,"t":12,"kind":"model","state":"start","name":"openai/bench","id":"1"}');
INSERT INTO "said" VALUES (26, 8, 3, '{"type":"token","run":"04bba51ead67a68cf6b96f53c179f017","seq":3,"t":12,"field":"answer","text":"0000"}');
INSERT INTO "said" VALUES (27, 8, 4, '{"type":"token","run":"04bba51ead67a68cf6b96f53c179f017","seq":4,"t":55,"field":"answer","text":" 0001"}');
INSERT INTO "said" VALUES (28, 8, 5, '{"type":"token","run":"04bba51ead67a68cf6b96f53c179f017","seq":5,"t":75,"field":"answer","text":" 0002"}');
INSERT INTO "said" VALUES (29, 8, 6, '{"type":"token","run":"04bba51ead67a68cf6b96f53c179f017","seq":6,"t":92,"field":"answer","text":" 0003"}');
INSERT INTO "said" VALUES (30, 8, 7, '{"type":"token","run":"04bba51ead67a68cf6b96f53c179f017","seq":7,"t":118,"field":"answer","text":" 0004"}');
INSERT INTO "said" VALUES (31, 8, 8, '{"type":"token","run":"04bba51ead67a68cf6b96f53c179f017","seq":8,"t":138,"field":"answer","text":" 0005"}');
