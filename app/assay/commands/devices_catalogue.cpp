#include "app/assay/commands/devices_catalogue.hpp"

#include "core/base/clock.hpp"
#include "core/catalog/catalogue_query.hpp"
#include "core/report/catalogue_text.hpp"

namespace assay::app {
namespace {

Result<catalog::CatalogueQuery> queryOf(const CatalogueOptions &options)
{
    catalog::CatalogueQuery query{options.words, options.kind, options.vendor, options.deployment, {}};
    for (const auto &text : options.where) {
        auto condition = catalog::conditionFromText(text);
        if (!condition)
            return failure(condition.error());
        query.where.push_back(std::move(*condition));
    }
    return query;
}

int showTarget(const CommandContext &context, const catalog::HardwareCatalogue &hardware, const std::string &id)
{
    const auto target = catalog::requireTarget(hardware, id);
    if (!target)
        return context.fail(target.error());
    context.print(report::targetText(**target, today(), context.colour(), context.columns()));
    context.document("devices", {{"target", report::targetJson(**target, today())}});
    return 0;
}

} // namespace

int runCatalogue(CommandContext &context, const CatalogueOptions &options)
{
    const catalog::HardwareCatalogue hardware = catalog::loadHardware();
    for (const Error &error : hardware.errors)
        context.warnings.push_back(error.text());
    if (!options.target.empty())
        return showTarget(context, hardware, options.target);
    const auto query = queryOf(options);
    if (!query)
        return context.fail(query.error());
    const auto matches = catalog::findTargets(hardware, *query, today());
    if (!matches)
        return context.fail(matches.error());
    context.print(report::catalogueText(*matches, today(), context.colour(), context.columns()));
    context.document("devices", report::catalogueJson(*matches, today()));
    return 0;
}

} // namespace assay::app
