"""The templates a new project begins with, one a stage."""

from iat_sidecar.core.values import Stage

DEFAULTS: dict[Stage, tuple[str, str]] = {
    "style_lock": (
        "Style lock",
        """Draw one finished illustration of a continuing series, in exactly the look described here.
Scene: {scene}
Direction: {prompt}
Characters, each with the same face, hair, build and clothes as in every other picture: {characters}
Look, the same hand as in every other picture: {style}
Show the place in plain, even daylight; time of day and weather are added later.
One clear staging, readable silhouettes, room for the figures; no lettering, no speech balloons, no frame, no signature.
Avoid: {negative}""",
    ),
    "light_time": (
        "Light and time",
        """Relight this picture; change its light and nothing else.
Time of day: {time_of_day}
Keep composition, camera, line work, faces, poses, clothes and every object where and as they are.
Light, shadows and the colour of the air follow the time of day; lamps, windows and fires shine where they would.
Scene: {scene}
Keep these characters recognisable, with their own colours under the new light: {characters}
Look to keep: {style}
Avoid: {negative}""",
    ),
    "weather_effects": (
        "Weather and effects",
        """Put this picture into its weather; change nothing else.
Weather: {weather}
Time of day, which stays as it is: {time_of_day}
Keep composition, camera, line work, faces, poses and clothes.
The weather lies in depth: thin in front of what is near, dense before what is far; ground and cloth show it, faces stay readable.
Scene: {scene}
Characters to keep recognisable: {characters}
Look to keep: {style}
Avoid: {negative}""",
    ),
    "advanced": (
        "Finish",
        """Finish this picture; refine what is there and move nothing.
Direction: {prompt}
Scene: {scene}
Time of day: {time_of_day}
Weather: {weather}
Characters to keep recognisable: {characters}
Look to keep: {style}
Clean edges, consistent line weight, no new objects, no lettering.
Avoid: {negative}""",
    ),
}
