"""“Hobb’s Notebook”: a year of a man who cooks, walks, reads and mends."""

from __future__ import annotations

from typing import Final

from local.blogs.contents import Contents, Post

NOTEBOOK: Final = Contents(
    language="en-GB",
    handle="notebook",
    host="hobbs-notebook.example",
    title="Hobb’s Notebook",
    description="Seasonal cooking, walks, books & small repairs",
    author="Martin Hobb",
    trailer="The post {article} first appeared on {blog}.",
    more="The rest is on the blog.",
    missing="Page not found",
    missing_why="There is nothing at this address.",
    picture="Hills in soft colours, like a landscape far away",
    dated=("News", "Events"),
    posts=(
        Post(
            2,
            "Closed for stocktaking until Saturday",
            ("News",),
            "The workshop is shut for three days while I count the jars.",
        ),
        Post(
            6,
            "The pumpkin soup that needs only one pan",
            ("Cooking",),
            "No blender, no cream: a pumpkin, two leeks and a little patience.",
        ),
        Post(
            11,
            "Bookbinding workshop on the 28th: two places left",
            ("Events", "Paper"),
            "We meet around the big table, with linen thread and tea.",
        ),
        Post(
            19,
            "Three novels for rainy Sundays",
            ("Books",),
            "An island, an inquest and a grandmother who lies: enough to last until March.",
        ),
        Post(
            27,
            "Mending a cracked teapot without hiding the crack",
            ("Repairs",),
            "The crack tells of the fall; let it speak, with a line of gold.",
        ),
        Post(
            33,
            "The coast path in autumn, from Robin Hood’s Bay to Ravenscar",
            ("Walks",),
            "Four miles of cliff, seaweed and wind, and a scone at the end.",
        ),
        Post(
            38,
            "Quince jam: Aunt Edith’s recipe 🍐",
            ("Cooking", "Preserves"),
            "Edith never weighed a thing. I weighed everything for you, and tasted far too much.",
        ),
        Post(
            44,
            "Why I still keep a paper notebook when my phone knows everything about me, from the number of "
            "my steps to the hour of my last coffee, and what I write in it at night, when the house is "
            "asleep at last and the cat has stopped asking for his third helping of biscuits (the fourth, if "
            "it rains)",
            ("Paper", "Musings"),
            "Because it doesn&#8217;t ring, doesn&#8217;t glow and has never sold me anything.",
        ),
        Post(
            49,
            "Salt &amp; pepper: two jars, ten ideas",
            ("Cooking",),
            "Is the cupboard bare? There is always something to cheer up a potato.",
        ),
        Post(
            55,
            "The Christmas market is moving",
            ("News", "Events"),
            "This year the stalls are behind the church, out of the wind.",
        ),
        Post(
            58,
            "&lt;em&gt;Middlemarch&lt;/em&gt;, read aloud",
            ("Books",),
            "Two of us, a chapter a night, and silences that say a lot.",
        ),
        Post(
            63,
            "An invisible hem in twenty minutes",
            ("Repairs", "Sewing"),
            "Matching thread, a fine needle, and above all: don&#8217;t pull.",
        ),
        Post(
            69,
            "Where to watch the seals at Blakeney without disturbing them",
            ("Walks",),
            "At low tide, through binoculars, and in a whisper.",
        ),
        Post(
            74,
            "My five beginner’s mistakes with sourdough",
            ("Cooking", "Bread"),
            "The first: giving it a name. The second: forgetting it in the oven.",
        ),
        Post(
            80,
            "Making ink from oak galls",
            ("Paper",),
            "Iron, galls, gum arabic: the recipe is a thousand years old.",
        ),
        Post(
            86,
            "A day without screens (almost)",
            ("Musings",),
            "I held out until 4:12 in the afternoon. The honest story of half a failure.",
        ),
        Post(
            97,
            "Summer compote: apricots, rosemary, nothing else",
            ("Cooking", "Preserves"),
            "The rosemary does all the work; the apricot has the grace to let it.",
        ),
        Post(
            118,
            "Up the lighthouse at Flamborough, all 119 steps",
            ("Walks",),
            "The view takes a minute; the calves remember for a week.",
        ),
        Post(
            143,
            "Resoling your own sandals: what I wish I had known",
            ("Repairs",),
            "Contact glue doesn&#8217;t forgive; the cobbler sometimes does.",
        ),
        Post(
            175,
            "What our grandmothers read",
            ("Books", "Musings"),
            "In the attic, under the embroidered sheets: serials, and a few secrets.",
        ),
        Post(
            214,
            "The first asparagus &#8211; must it really be peeled?",
            ("Cooking",),
            "Green, no. White, yes. Mine, it depends on the day.",
        ),
        Post(
            268,
            "Open day at the workshop: thank you all!",
            ("Events",),
            "There were a hundred and twelve of you, and not a crumb of cake is left.",
        ),
        Post(
            322,
            "Caring for a rusty old knife",
            ("Repairs", "Cooking"),
            "Half a potato, coarse salt, and the blade smiles again.",
        ),
        Post(
            400,
            "Hello! Here is the notebook",
            ("Musings",),
            "We begin with a blank page, as ever.",
        ),
    ),
)
