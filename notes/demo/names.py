"""Invented people's names, in the scripts and spellings of a river town's real ones."""

# First name, and whether it is more often a woman's (f), a man's (m) or either (x).
FIRST = """
Adèle:f Aidan:m Aiko:f Alma:f Amir:m Anneliese:f Anton:m Beatriz:f Björn:m Bronagh:f Cécile:f Chidi:m Clara:f
Connor:m Dagny:f Devon:x Dmitri:m Eleanor:f Emeka:m Esra:f Étienne:m Farah:f Fiona:f Gael:x Greta:f Gustavo:m
Hana:f Henrik:m Imani:f Inés:f Isaac:m Jia:f Joaquín:m Kerstin:f Kofi:m Léa:f Liam:m Ludmila:f Marek:m Mei:f
Milo:m Nadia:f Nikos:m Nuala:f Olu:x Oskar:m Pilar:f Quentin:m Rafael:m Robin:x Rosa:f Şule:f Saoirse:f
Sven:m Talia:f Thandi:f Uma:f Václav:m Wanda:f Xavier:m Yasmin:f Zoë:f
""".split()

LAST = """
Abara Achterberg Baptiste Bianchi Brandt Castañeda Chen Costa Dąbrowski Delacroix Duarte Eriksson Fairweather
Fernández Fitzgerald Gagnon Grünwald Hashimoto Hayes Ibarra Ivanova Jansen Kaplan Kowalczyk Laurent Lindgren
Mbeki Mendoza Moreau Müller Nakamura Nguyen O’Brien Öztürk Papadakis Petit Quispe Ramírez Reilly Rossi Sato
Schäfer Silva Sokolov Takahashi Tremblay Umarov Valdés Van_Dijk Weiss Whitlock Yamada Zieliński
""".split()

# Names written from right to left, with the address that their owners use.
FROM_RIGHT_TO_LEFT = (
    ("יעל", "ברקוביץ׳", "yael.berkovich", "f"),
    ("سمير", "الخطيب", "samir.alkhatib", "m"),
    ("مریم", "رضایی", "maryam.rezaei", "f"),
)
