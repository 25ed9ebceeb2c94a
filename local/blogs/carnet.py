"""“Le Carnet de Lison”: a year of a woman who cooks, walks, reads and mends."""

from __future__ import annotations

from typing import Final

from local.blogs.contents import Contents, Post

CARNET: Final = Contents(
    language="fr-FR",
    handle="carnet",
    host="carnet-de-lison.example",
    title="Le Carnet de Lison",
    description="Cuisine de saison, balades, lectures & petites réparations",
    author="Lison Auvray",
    trailer="Cet article {article} est apparu en premier sur {blog}.",
    more="La suite est sur le blog.",
    missing="Page introuvable",
    missing_why="Il n&#8217;y a rien à cette adresse.",
    picture="Des collines de couleur douce, comme un paysage au loin",
    dated=("Actualités", "Événements"),
    posts=(
        Post(
            2,
            "Fermeture pour inventaire jusqu&#8217;à samedi",
            ("Actualités",),
            "La boutique du carnet ferme trois jours, le temps de compter les bocaux.",
        ),
        Post(
            6,
            "La soupe de potimarron qui ne demande qu&#8217;une casserole",
            ("Cuisine",),
            "Pas de mixeur, pas de crème : un potimarron, deux poireaux et un peu de patience.",
        ),
        Post(
            11,
            "Atelier reliure le 28 : il reste deux places",
            ("Événements", "Papier"),
            "On se retrouve autour de la grande table, avec du fil de lin et du thé.",
        ),
        Post(
            19,
            "Trois romans pour les dimanches de pluie",
            ("Lectures",),
            "Une île, une enquête et une grand-mère qui ment : de quoi tenir jusqu&#8217;à mars.",
        ),
        Post(
            27,
            "Réparer une théière fêlée sans la cacher",
            ("Réparations",),
            "La fêlure raconte la chute ; autant la laisser parler, avec un trait d&#8217;or.",
        ),
        Post(
            33,
            "Le GR 223 en automne, de Barfleur à Saint-Vaast",
            ("Balades",),
            "Douze kilomètres de granit, de goémon et de vent, et une crêpe à l&#8217;arrivée.",
        ),
        Post(
            38,
            "Confiture de coings : la recette de tante Odile 🍐",
            ("Cuisine", "Conserves"),
            "Odile ne pesait rien. J&#8217;ai tout pesé pour vous, et goûté beaucoup trop.",
        ),
        Post(
            44,
            "Pourquoi je tiens encore un carnet de papier à l&#8217;heure où mon téléphone sait tout de moi, "
            "du nombre de mes pas à l&#8217;heure de mon dernier café, et ce que j&#8217;y écris le soir, "
            "quand la maison dort enfin et que le chat a fini de réclamer sa troisième ration de croquettes "
            "(la quatrième, s&#8217;il pleut)",
            ("Papier", "Humeurs"),
            "Parce qu&#8217;il ne sonne pas, ne brille pas et ne m&#8217;a jamais rien vendu.",
        ),
        Post(
            49,
            "Sel &amp; poivre : deux bocaux, dix idées",
            ("Cuisine",),
            "Le placard est vide ? Il reste toujours de quoi relever une pomme de terre.",
        ),
        Post(
            55,
            "Le marché de Noël change de place",
            ("Actualités", "Événements"),
            "Cette année, les chalets s&#8217;installent derrière l&#8217;église, à l&#8217;abri du vent.",
        ),
        Post(
            58,
            "&lt;em&gt;Les Années&lt;/em&gt; d&#8217;Annie Ernaux, relues à voix haute",
            ("Lectures",),
            "À deux, un chapitre par soir, et des silences qui en disent long.",
        ),
        Post(
            63,
            "Un ourlet invisible en vingt minutes",
            ("Réparations", "Couture"),
            "Fil assorti, aiguille fine, et surtout : ne pas tirer.",
        ),
        Post(
            69,
            "Où voir les phoques de la baie des Veys sans les déranger",
            ("Balades",),
            "À marée basse, aux jumelles, et en parlant tout bas.",
        ),
        Post(
            74,
            "Mes cinq erreurs de débutante au levain",
            ("Cuisine", "Pain"),
            "La première : lui avoir donné un prénom. La deuxième : l&#8217;avoir oublié au four.",
        ),
        Post(
            80,
            "Fabriquer son encre avec des noix de galle",
            ("Papier",),
            "Du fer, des galles, de la gomme arabique : la recette a mille ans.",
        ),
        Post(
            86,
            "Une journée sans écran (ou presque)",
            ("Humeurs",),
            "J&#8217;ai tenu jusqu&#8217;à 16 h 12. Récit honnête d&#8217;un demi-échec.",
        ),
        Post(
            97,
            "Compote d&#8217;été : abricots, romarin, rien d&#8217;autre",
            ("Cuisine", "Conserves"),
            "Le romarin fait tout le travail ; l&#8217;abricot a l&#8217;élégance de le laisser faire.",
        ),
        Post(
            118,
            "Le phare de Gatteville, 365 marches plus haut",
            ("Balades",),
            "Une marche par jour de l&#8217;année, et les mollets qui s&#8217;en souviennent une semaine.",
        ),
        Post(
            143,
            "Ressemeler ses sandales soi-même : ce que j&#8217;aurais aimé savoir",
            ("Réparations",),
            "La colle néoprène ne pardonne pas ; le cordonnier, si.",
        ),
        Post(
            175,
            "Ce que lisaient nos grands-mères",
            ("Lectures", "Humeurs"),
            "Au grenier, sous les draps brodés : des feuilletons, et quelques secrets.",
        ),
        Post(
            214,
            "Premières asperges &#8211; faut-il vraiment les éplucher ?",
            ("Cuisine",),
            "Les vertes, non. Les blanches, oui. Les miennes, cela dépend du jour.",
        ),
        Post(
            268,
            "Portes ouvertes de l&#8217;atelier : merci à tous !",
            ("Événements",),
            "Vous étiez cent douze, et il ne reste plus une miette de gâteau.",
        ),
        Post(
            322,
            "Soigner un vieux couteau rouillé",
            ("Réparations", "Cuisine"),
            "Une demi-pomme de terre, du gros sel, et la lame retrouve le sourire.",
        ),
        Post(
            400,
            "Bonjour ! Voici le carnet",
            ("Humeurs",),
            "On commence par une page blanche, comme toujours.",
        ),
    ),
)
