// What the kernels use of C's mathematics, where there is no C library: the browser's own functions.
#ifndef PLAYGROUND_MATH_H
#define PLAYGROUND_MATH_H

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define isnan(x) __builtin_isnan(x)

double exp(double), log(double), expm1(double), log1p(double), pow(double, double), tanh(double);
float tanhf(float);
#define sqrt(x) __builtin_sqrt(x)
#define sqrtf(x) __builtin_sqrtf(x)
static inline double fabs(double x) { return __builtin_fabs(x); }
static inline double fmax(double x, double y) { return x > y || y != y ? x : y; }

#endif
