"""Dense linear algebra for small systems: just what the derivations need, in plain Python. Not a library."""
import math


def solve(matrix, right):
    """x of matrix x = right, by elimination with row pivoting."""
    size = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(size)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column]
        if head[column] == 0:
            raise ArithmeticError("singular system")
        for i in range(column + 1, size):
            factor = rows[i][column] / head[column]
            if factor:
                row = rows[i]
                for j in range(column, size + 1):
                    row[j] -= factor * head[j]
    result = [0.0] * size
    for i in reversed(range(size)):
        row = rows[i]
        result[i] = (row[size] - sum(row[j] * result[j] for j in range(i + 1, size))) / row[i]
    return result


def cholesky(matrix):
    """Lower triangle L with L L' = matrix, or None when the matrix is not positive definite."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j:
                if rest <= 1e-12:
                    return None
                lower[i][i] = math.sqrt(rest)
            else:
                lower[i][j] = rest / lower[j][j]
    return lower


def solve_lower(lower, right):
    """x of L L' x = right, L as cholesky() returns it."""
    size = len(right)
    half = [0.0] * size
    for i in range(size):
        half[i] = (right[i] - sum(lower[i][k] * half[k] for k in range(i))) / lower[i][i]
    result = [0.0] * size
    for i in reversed(range(size)):
        result[i] = (half[i] - sum(lower[k][i] * result[k] for k in range(i + 1, size))) / lower[i][i]
    return result
