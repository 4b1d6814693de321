#include "assets.h"

static const unsigned char style_css[] = {
#embed "files/style.css"
};
static const unsigned char script_js[] = {
#embed "files/script.js"
};
static const unsigned char icon_svg[] = {
#embed "files/icon.svg"
};

static const console_asset assets[] = {
    {"style.css", style_css, sizeof style_css},
    {"script.js", script_js, sizeof script_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
};

const console_asset *console_asset_at(size_t index) {
    return index < sizeof assets / sizeof *assets ? &assets[index] : NULL;
}
