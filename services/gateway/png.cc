#include "services/gateway/png.h"

#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::gateway {
namespace {

constexpr double kMaxPixels = 16e6;

struct Freeing {
  void operator()(RsvgHandle* handle) const { g_object_unref(handle); }
  void operator()(GError* error) const { g_error_free(error); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Freeing>;

absl::Status Unreadable(GError* error) {
  const Owned<GError> owned(error);
  const std::string why = error == nullptr ? "it has no size" : error->message;
  return base::Refuse(absl::StatusCode::kInternal, "SVG_UNREADABLE",
                      base::StrCat("the picture cannot be drawn: ", why), {{"error", why}});
}

cairo_status_t Append(void* out, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

absl::StatusOr<std::string> SvgToPng(const std::string& svg) {
  GError* error = nullptr;
  const Owned<RsvgHandle> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  if (handle == nullptr) return Unreadable(error);
  double width = 0;
  double height = 0;
  if (rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height) == 0 || width < 1 ||
      height < 1) {
    return Unreadable(nullptr);
  }
  if (width * height > kMaxPixels) {
    return base::Refuse(absl::StatusCode::kResourceExhausted, "PICTURE_TOO_LARGE",
                        "the picture has too many pixels");
  }
  const RsvgRectangle viewport{0, 0, std::ceil(width), std::ceil(height)};
  const Owned<cairo_surface_t> surface(cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, static_cast<int>(viewport.width), static_cast<int>(viewport.height)));
  const Owned<cairo_t> cairo(cairo_create(surface.get()));
  if (rsvg_handle_render_document(handle.get(), cairo.get(), &viewport, &error) == 0)
    return Unreadable(error);
  std::string png;
  if (cairo_surface_write_to_png_stream(surface.get(), &Append, &png) != CAIRO_STATUS_SUCCESS) {
    return Unreadable(nullptr);
  }
  return png;
}

}  // namespace praksis::gateway
