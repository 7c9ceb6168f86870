#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImages.h"

typedef struct {
  struct jpeg_error_mgr manager;  // first: libjpeg hands its address to the functions below
  struct jpeg_decompress_struct jpeg;
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  uint8_t *row;
  uint8_t *turned;
  CImagesPicture *picture;
} State;

static void fail(j_common_ptr jpeg) {
  State *state = (State *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  strncpy(state->picture->message, text, 199);
  state->picture->message[199] = 0;
  state->picture->lacks_memory = jpeg->err->msg_code == JERR_OUT_OF_MEMORY;
  longjmp(state->jump, 1);
}

static void fail_with(State *state, const char *text) {
  strncpy(state->picture->message, text, 199);
  longjmp(state->jump, 1);
}

static void fail_for_memory(State *state) {
  state->picture->lacks_memory = 1;
  fail_with(state, "out of memory");
}

// libjpeg only warns where picture data is missing or stands elsewhere, and fills up with grey; here that is an error.
static void on_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  int code = jpeg->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE ||
      code == JWRN_MUST_RESYNC || code == JWRN_ARITH_BAD_CODE)
    fail(jpeg);
}

static void ignore(j_common_ptr jpeg) { (void)jpeg; }

// A tiny progressive file may ask for thousands of passes over a huge picture.
static void on_progress(j_common_ptr jpeg) {
  if (jpeg->is_decompressor && ((j_decompress_ptr)jpeg)->input_scan_number > 500)
    fail_with((State *)jpeg->err, "more than 500 scans");
}

// How the camera was held, by the Exif tag 0x0112: 1 (upright) to 8; 1 where nothing is said.
static int orientation(j_decompress_ptr jpeg) {
  for (jpeg_saved_marker_ptr marker = jpeg->marker_list; marker; marker = marker->next) {
    const uint8_t *data = marker->data;
    size_t count = marker->data_length;
    if (marker->marker != JPEG_APP0 + 1 || count < 14 || memcmp(data, "Exif\0\0", 6)) continue;
    data += 6;
    count -= 6;
    int little = data[0] == 'I';
#define U16(at) ((uint32_t)(little ? data[at] | data[(at) + 1] << 8 : data[at] << 8 | data[(at) + 1]))
    size_t start = little ? U16(4) | U16(6) << 16 : U16(4) << 16 | U16(6);
    if (start > count - 2) continue;
    size_t entries = U16(start);
    for (size_t i = 0; i < entries && start + 2 + 12 * (i + 1) <= count; i++) {
      size_t entry = start + 2 + 12 * i;
      if (U16(entry) != 0x0112) continue;
      uint32_t value = U16(entry + 8);
      return value >= 1 && value <= 8 ? (int)value : 1;
    }
#undef U16
  }
  return 1;
}

// Writes the picture, read as `width` x `height`, as it was seen.
static void turn(
    const uint8_t *pixels, uint8_t *target, size_t width, size_t height, size_t channels, int way) {
  size_t rows = way >= 5 ? width : height;
  size_t columns = way >= 5 ? height : width;
  for (size_t y = 0; y < rows; y++) {
    for (size_t x = 0; x < columns; x++) {
      size_t row = way >= 5 ? x : y;
      size_t column = way >= 5 ? y : x;
      if (way == 3 || way == 4 || way == 6 || way == 7) row = height - 1 - row;
      if (way == 2 || way == 3 || way == 7 || way == 8) column = width - 1 - column;
      memcpy(
          target + (y * columns + x) * channels, pixels + (row * width + column) * channels,
          channels);
    }
  }
}

static void read_header(State *state, const uint8_t *data, size_t count, CImagesPicture *picture) {
  j_decompress_ptr jpeg = &state->jpeg;
  jpeg_create_decompress(jpeg);
  state->progress.progress_monitor = on_progress;
  jpeg->progress = &state->progress;
  jpeg_mem_src(jpeg, (unsigned char *)data, count);
  jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(jpeg, TRUE);
  int turned = orientation(jpeg) >= 5;
  picture->width = turned ? jpeg->image_height : jpeg->image_width;
  picture->height = turned ? jpeg->image_width : jpeg->image_height;
  picture->channels = jpeg->num_components == 1 ? 1 : 3;
}

// Inks are stored inverted where an Adobe marker is present, as all programs write them.
static void convert_inks(
    const uint8_t *inks, uint8_t *target, size_t width, int inverted) {
  for (size_t x = 0; x < width; x++) {
    unsigned black = inverted ? inks[4 * x + 3] : 255u - inks[4 * x + 3];
    for (size_t c = 0; c < 3; c++) {
      unsigned ink = inverted ? inks[4 * x + c] : 255u - inks[4 * x + c];
      target[3 * x + c] = (uint8_t)((ink * black + 127) / 255);
    }
  }
}

// Where an end of the picture is written too early, libjpeg fills up what the scans behind it would have said, without a word: a
// component that no scan has, or the finer bits of a progressive picture. A file of several scans is read to its end before.
static void check_scans(State *state) {
  j_decompress_ptr jpeg = &state->jpeg;
  for (int c = 0; c < jpeg->num_components; c++) {
    int complete = jpeg->comp_info[c].quant_table != NULL;
    if (jpeg->progressive_mode && jpeg->coef_bits)
      for (int k = 0; k < DCTSIZE2; k++) complete &= jpeg->coef_bits[c][k] == 0;
    if (!complete) fail_with(state, "it ends before all scans of its picture");
  }
}

static void read_pixels(
    State *state, size_t count, CImagesPicture *picture, uint64_t maximum_pixels) {
  j_decompress_ptr jpeg = &state->jpeg;
  uint64_t pixels = (uint64_t)picture->width * picture->height;
  if (pixels > maximum_pixels) fail_with(state, "the picture has more pixels than allowed");
  // Even a picture of one colour takes about a bit for 64 pixels; libjpeg would first clear memory for all.
  if (pixels / 4096 > count) fail_with(state, "the file is too short for a picture of this size");
  int inks = jpeg->num_components == 4;
  jpeg->out_color_space = inks ? JCS_CMYK : picture->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg_start_decompress(jpeg);
  check_scans(state);
  int way = orientation(jpeg);
  size_t height = jpeg->output_height;
  if (jpeg->output_width != (way >= 5 ? picture->height : picture->width) ||
      height != (way >= 5 ? picture->width : picture->height) ||
      jpeg->output_components != (inks ? 4 : (int)picture->channels))
    fail_with(state, "unexpected pixel format");
  size_t width = (size_t)jpeg->output_width * picture->channels;
  picture->pixels = calloc(height, width);
  state->row = calloc(jpeg->output_width, 4);
  if (!picture->pixels || !state->row) fail_for_memory(state);
  while (jpeg->output_scanline < jpeg->output_height) {
    uint8_t *target = picture->pixels + width * jpeg->output_scanline;
    JSAMPROW row = inks ? state->row : target;
    if (jpeg_read_scanlines(jpeg, &row, 1) != 1) fail_with(state, "the file ends too early");
    if (inks) convert_inks(row, target, jpeg->output_width, jpeg->saw_Adobe_marker);
  }
  if (way > 1) {
    state->turned = calloc(height, width);
    if (!state->turned) fail_for_memory(state);
    turn(picture->pixels, state->turned, jpeg->output_width, height, picture->channels, way);
    free(picture->pixels);
    picture->pixels = state->turned;
    state->turned = NULL;
  }
  jpeg_finish_decompress(jpeg);
}

static int run(
    const uint8_t *data, size_t count, CImagesPicture *picture, int pixels,
    uint64_t maximum_pixels) {
  State *state = calloc(1, sizeof *state);
  memset(picture, 0, sizeof *picture);
  if (!state) {
    picture->lacks_memory = 1;
    strcpy(picture->message, "out of memory");
    return 0;
  }
  state->picture = picture;
  state->jpeg.err = jpeg_std_error(&state->manager);
  state->manager.error_exit = fail;
  state->manager.emit_message = on_message;
  state->manager.output_message = ignore;
  int good;
  if (!setjmp(state->jump)) {
    read_header(state, data, count, picture);
    if (pixels) read_pixels(state, count, picture, maximum_pixels);
    good = 1;
  } else {
    free(picture->pixels);
    picture->pixels = NULL;
    good = 0;
  }
  jpeg_destroy_decompress(&state->jpeg);
  free(state->row);
  free(state->turned);
  free(state);
  return good;
}

int cimages_jpeg_describe(const uint8_t *data, size_t count, CImagesPicture *picture) {
  return run(data, count, picture, 0, 0);
}

int cimages_jpeg_decode(
    const uint8_t *data, size_t count, uint64_t maximum_pixels, CImagesPicture *picture) {
  return run(data, count, picture, 1, maximum_pixels);
}
