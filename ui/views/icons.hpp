#pragma once

#include <QIcon>
#include <QString>

namespace assay::ui {

/// The drawing resources/icons/<name>.svg in the application's text colour (muted when disabled, the selection's when
/// checked), sharp at every scale; follows a change of the palette by itself.
[[nodiscard]] QIcon themedIcon(const QString &name);

/// The program's own icon, in its own colours.
[[nodiscard]] QIcon programIcon();

} // namespace assay::ui
