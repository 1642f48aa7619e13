/* C = alpha * A * B + beta * C, column-major; an operand is plain (0), transposed (1) or conjugate transposed (2). */
void d_gemm_cm(int, int, int, int, int, double, const double *, int, const double *, int, double, double *, int);
void s_gemm_cm(int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
void z_gemm_cm(int, int, int, int, int, const double *, const double *, int, const double *, int, const double *, double *, int);
void c_gemm_cm(int, int, int, int, int, const float *, const float *, int, const float *, int, const float *, float *, int);
