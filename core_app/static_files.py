"""Static files with a hash in the name, JavaScript imports between them included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed, cacheable for ever; `import … from "./x.js"` follows the hash."""

    support_js_module_import_aggregation = True
