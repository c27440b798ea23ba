"""Which words mean what: tables of synonyms; a multi-word phrase is joined by underscores."""

from collections.abc import Mapping

PLACES = {
    "street": "street road city town avenue downtown crossing sidewalk pavement boulevard village",
    "rooftop": "rooftop roof terrace skyline",
    "alley": "alley alleyway backstreet lane passageway",
    "bedroom": "bedroom room apartment living_room flat hotel_room house home lounge attic indoors",
    "kitchen": "kitchen pantry",
    "office": "office workplace lab laboratory newsroom headquarters",
    "cafe": "cafe café bar pub restaurant diner coffee_shop tavern inn bakery",
    "library": "library archive bookshop bookstore",
    "forest": "forest wood woods woodland jungle grove",
    "field": "field meadow grassland farm farmland prairie plain countryside",
    "beach": "beach sea shore coast ocean seaside seashore",
    "mountain": "mountain peak cliff summit ridge valley alps",
    "desert": "desert dune wasteland savanna",
    "cave": "cave cavern grotto mine dungeon",
    "castle": "castle fortress palace throne_room temple citadel hall",
    "spaceship": "spaceship spacecraft starship space_station corridor airlock cockpit",
    "train": "train carriage subway metro tram compartment",
    "classroom": "classroom school lecture_hall schoolroom",
    "harbour": "harbour harbor port dock pier quay marina jetty wharf",
    "park": "park garden playground backyard yard",
}

PROPS = {
    "lamp": "lamp desk_lamp floor_lamp",
    "streetlight": "streetlight street_light lamppost lamp_post street_lamp",
    "table": "table desk counter",
    "chair": "chair stool seat armchair",
    "door": "door doorway gate",
    "window": "window",
    "car": "car taxi cab truck van vehicle",
    "tree": "tree oak pine",
    "rock": "rock stone boulder",
    "sign": "sign signpost billboard poster",
    "book": "book novel diary notebook",
    "cup": "cup mug coffee tea glass",
    "umbrella": "umbrella parasol",
    "sword": "sword blade katana",
    "lantern": "lantern torch flashlight candle",
    "boat": "boat ship sailboat",
    "bench": "bench",
    "bed": "bed mattress",
    "computer": "computer screen laptop monitor television tv",
    "campfire": "campfire fire bonfire camp_fire",
    "moon": "moon full_moon",
    "sun": "sun",
    "cloud": "cloud",
    "bird": "bird crow gull seagull pigeon raven",
    "cat": "cat kitten",
    "dog": "dog puppy hound",
    "letter": "letter paper note envelope map",
    "phone": "phone smartphone telephone cellphone",
    "flower": "flower rose bouquet",
    "crate": "crate box barrel",
}

HAND_HELD = frozenset(
    ("book", "cup", "umbrella", "sword", "lantern", "letter", "phone", "flower", "sign")
)

SHOTS = {
    "extreme_close_up": "extreme_close_up extreme_closeup ecu eyes_only",
    "close_up": "close_up closeup close_shot portrait headshot cu",
    "medium": "medium medium_shot mid_shot midshot waist_up bust_shot",
    "full": "full full_shot full_body full_length full_figure",
    "wide": "wide wide_shot long_shot establishing establishing_shot panorama distant far_away",
}

ANGLES = {
    "high": "high_angle bird_eye bird_eye_view overhead from_above looking_down_on top_down",
    "low": "low_angle worm_eye worm_eye_view from_below looking_up_at",
    "eye_level": "eye_level",
}

POSES = {
    "standing": "stand stands standing stood waits waiting",
    "sitting": "sit sits sitting sat seated",
    "walking": "walk walks walking walked strolls strolling wanders enters approaches leaves",
    "running": "run runs running ran sprint sprints sprinting chases flees fleeing rushes",
    "pointing": "point points pointing pointed gestures",
    "arms_crossed": "arms_crossed crosses_arms crossed_arms crossing_arms folded_arms arms_folded",
    "waving": "wave waves waving waved greets greeting waves_hand",
    "lying": "lie lies lying lay sleeps sleeping asleep",
    "kneeling": "kneel kneels kneeling knelt crouches crouching crouched",
    "jumping": "jump jumps jumping jumped leaps leaping",
}

EXPRESSIONS = {
    "neutral": "neutral calm expressionless",
    "happy": "happy smile smiles smiling laughs laughing joyful cheerful grins grinning glad",
    "sad": "sad cries crying tearful unhappy sorrowful weeps weeping lonely mournful grieving",
    "angry": "angry furious anger rage shouts shouting yells yelling scowls scowling mad glares",
    "surprised": "surprised astonished shocked amazed startled gasps surprise",
    "afraid": "afraid scared frightened terrified fearful nervous anxious worried panicked",
    "determined": "determined resolute focused serious confident brave grim",
    "tired": "tired exhausted sleepy weary yawns yawning bored",
}

FACINGS = {
    "left": "look_left looks_left looking_left faces_left facing_left turns_left gazes_left",
    "right": "look_right looks_right looking_right faces_right facing_right turns_right gazes_right",
    "other": "facing_other face_other faces_other facing_each_other face_each_other "
    "looking_at_each_other look_at_each_other face_to_face facing_one_another",
    "away": "back_turned turned_away turns_back turned_back back_to_camera back_to_us from_behind "
    "turns_away seen_from_behind back_view facing_away",
}

SIDES = {
    "left": "left",
    "centre": "centre center middle",
    "right": "right",
}

TIMES = {
    "dawn": "dawn sunrise daybreak",
    "day": "day daylight noon midday morning afternoon",
    "golden_hour": "golden_hour",
    "dusk": "dusk sunset twilight evening",
    "night": "night midnight nighttime",
}

WEATHERS = {
    "clear": "clear sunny",
    "cloudy": "cloudy overcast",
    "rain": "rain rainy raining drizzle",
    "snow": "snow snowy snowing snowfall",
    "fog": "fog foggy mist misty",
    "storm": "storm stormy thunderstorm lightning",
}

MEANINGS: dict[str, Mapping[str, str]] = {
    "place": PLACES,
    "prop": PROPS,
    "shot": SHOTS,
    "angle": ANGLES,
    "pose": POSES,
    "expression": EXPRESSIONS,
    "facing": FACINGS,
    "side": SIDES,
    "time_of_day": TIMES,
    "weather": WEATHERS,
    "hold": {
        "hold": "hold holds holding held carries carrying carry reads reading read drinks drinking "
        "clutches clutching grips gripping lifts lifting raises raising with shows showing"
    },
    "behind": {"behind": "behind"},
    "everyone": {"everyone": "they both everyone together everybody all"},
}

PEOPLE = frozenset(
    ("man", "woman", "girl", "boy", "child", "person", "figure", "hero", "stranger", "knight")
)

SILENT = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "at",
        "in",
        "on",
        "by",
        "to",
        "from",
        "for",
        "into",
        "onto",
        "over",
        "under",
        "near",
        "next",
        "his",
        "her",
        "hers",
        "their",
        "its",
        "he",
        "she",
        "him",
        "them",
        "it",
        "is",
        "are",
        "was",
        "were",
        "be",
        "being",
        "as",
        "while",
        "then",
        "who",
        "that",
        "this",
        "there",
        "very",
        "shot",
        "view",
        "angle",
        "camera",
        "scene",
        "panel",
        "up",
        "down",
        "out",
        "off",
        "toward",
        "towards",
        "through",
        "along",
        "across",
        "beside",
        "between",
        "around",
        "against",
        "past",
        "front",
        "each",
        "one",
        "another",
        "other",
    ]
)


def phrases(kind: str) -> dict[tuple[str, ...], str]:
    """Every phrase of one kind as its words, with the value it means."""
    return {
        tuple(phrase.split("_")): value
        for value, synonyms in MEANINGS[kind].items()
        for phrase in synonyms.split()
    }
